/** @file The worst trials, beside the best one of the same cell. */
import {R, measureOf} from './data.js';
import {lastAttention} from './details.js';
import {el, section, select, table} from './elements.js';
import {graph, learnedEdges} from './graph.js';
import {heat} from './matrix.js';
import {charts, dropPlots} from './plot.js';
import {isCellSelected, onSelection} from './selection.js';
import {counted, named, number} from './text.js';
import {observe} from './view.js';

const MOST_TRIALS = 12;

/** The worst replicates of cells with the best one of each, from the worst on. */
function pairs() {
  return R.details
    .filter(d => d.place === 'WORST')
    .map(bad => ({
      bad,
      good: R.details.find(d => d.place === 'BEST' && d.cell.join() === bad.cell.join()),
    }))
    .filter(pair => pair.good)
    .sort((a, b) => a.bad.parentAttention - b.bad.parentAttention);
}

const headsOf = d => lastAttention(d).map(x => x.pointsAt);

const arrows = edges =>
  edges.length ? edges.map(([child, parent]) => `${parent} → ${child}`).join(', ') : 'none';

function nameOfColumn(column) {
  const m = measureOf(column);
  return m ? named(m) : column.replace(/_/g, ' ');
}

/** Rows of what two replicates of a cell differ in: seeds, graph, what was found, what was measured. */
function differences({bad, good}) {
  const rows = [];
  const compare = (name, a, b) => {
    if (a !== b) rows.push([name, a ?? '–', b ?? '–']);
  };
  const columns = new Set([...Object.keys(bad.values), ...Object.keys(good.values)]);
  const isSeed = column => column === 'seed' || column.startsWith('seeds_');
  const value = (d, column) => {
    const v = d.values[column];
    return v === null || v === undefined ? null : isSeed(column) ? String(v) : number(v);
  };
  const compareAll = chosen =>
    chosen.forEach(c => compare(nameOfColumn(c), value(bad, c), value(good, c)));
  compareAll([...columns].filter(isSeed));
  compare('identifiable edges of the graph', arrows(bad.edges), arrows(good.edges));
  const found = [bad, good].map(d => learnedEdges(d.edges, headsOf(d)));
  compare('edges missing', arrows(found[0].missing), arrows(found[1].missing));
  compare('edges wrong', arrows(found[0].wrong), arrows(found[1].wrong));
  compareAll([...columns].filter(c => !isSeed(c)));
  return rows;
}

/** The graph with what was found, and the attention of each head. */
function portrait(which, d) {
  const grid = el('div', {class: 'grid'});
  graph(grid, d, headsOf(d));
  lastAttention(d).forEach(x =>
    heat(grid, `first-layer attention, head ${x.head}`, x.rows, {
      causal: true,
      n: `step ${number(x.step)}, n = 1 trial`,
      x: 'attended to',
      y: 'position',
    }),
  );
  return el(
    'div',
    {class: 'trial'},
    el('h3', {}, `${which}: attention on the parent ${number(d.parentAttention)}`),
    grid,
  );
}

export function worst() {
  const all = pairs();
  if (!all.length) return;
  const s = section(
    'worst',
    'Worst trials',
    'Each cell’s worst replicate by attention on the parent beside its best, the cells with the ' +
      'worst trials first. They have the ' +
      'same settings, so that seeds alone can have made the difference.',
  );
  const host = el('div', {id: 'pair'});
  let own = [];
  const draw = id => {
    own = dropPlots(own);
    const before = charts.length,
      pair = all.find(p => p.bad.id === id);
    host.replaceChildren(
      el(
        'div',
        {class: 'beside'},
        portrait('the worst', pair.bad),
        portrait('the best of its cell', pair.good),
      ),
      el('h3', {}, 'What differs'),
      table(['', 'the worst', 'the best'], differences(pair), [0, 1, 2]),
      el(
        'figcaption',
        {},
        `Each is one trial (n = 1), ${pair.bad.chosen} of its cell. An arrow goes from parent to ` +
          'child, of edges that are identifiable: those that lead back have none.',
      ),
    );
    own = charts.slice(before);
    own.forEach(observe);
  };
  const controls = el('div', {class: 'controls'});
  const offer = () => {
    const counting = all.filter(({bad}) => isCellSelected(bad.cell));
    const shown = counting.slice(0, MOST_TRIALS);
    const trials = shown.map(({bad, good}) => [
      bad.id,
      `${number(bad.parentAttention)} (best ${number(good.parentAttention)}) · ${bad.title}`,
    ]);
    const said = `${shown.length} of ${counted(all.length, 'cell')} whose matrices the page has`;
    if (!shown.length) {
      own = dropPlots(own);
      host.replaceChildren();
      controls.replaceChildren(`${said}: none is selected above.`);
      return;
    }
    const chooser = select('trial', trials, draw, trials[0][0]);
    controls.replaceChildren(
      ...(chooser ? [chooser] : []),
      ...(shown.length < all.length ? [` ${said}, the worst first`] : []),
    );
    draw(trials[0][0]);
  };
  s.append(controls, host);
  onSelection(offer);
  offer();
}

/** @file Trials seen closely. */
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {edgesOf, graph} from './graph.js';
import {heat} from './matrix.js';
import {charts, dropPlots} from './plot.js';
import {number} from './text.js';
import {observe} from './view.js';

/**
 * Names of the coordinates of the residual stream: the paper's token and position blocks, then
 * those that attention copied.
 */
function streamNames(t, n) {
  const D = t.vocab + t.length,
    copies = ['', 'P·', 'P·P·', 'P·P·P·'];
  return [...Array(n).keys()].map(k => {
    const block = Math.floor(k / D),
      r = k % D;
    return (
      (block === 0 ? '' : `${copies[Math.min(block, 3)]}${block > 3 ? block : ''}`) +
      (r < t.vocab ? 'tok ' + r : 'pos ' + (r - t.vocab))
    );
  });
}

/**
 * A matrix of parameters, with the blocks of the residual stream where it has them: those of the
 * disentangled transformer alone are copies of tokens and positions, whatever size others have.
 */
function weightsOf(grid, d, w) {
  const rows = [...Array(w.rows).keys()].map(i =>
    w.values.slice(i * w.columns, (i + 1) * w.columns),
  );
  const D = d.vocab + d.length;
  const isStream = n => d.family === 'disentangled' && n % D === 0;
  const isAttention = w.name.startsWith('A') && w.rows === w.columns && isStream(w.rows);
  const isOutput = w.name === 'W' && w.columns === d.vocab;
  heat(grid, w.name, rows, {
    signed: true,
    names: n => (isStream(n) ? streamNames(d, n) : [...Array(n).keys()].map(String)),
    columns: isOutput ? n => [...Array(n).keys()].map(k => 'tok ' + k) : undefined,
    x: isAttention ? 'key' : isOutput ? 'token predicted' : 'column',
    y: isAttention ? 'query' : isStream(w.rows) ? 'residual stream' : 'row',
    blocks: isStream(w.rows)
      ? [...Array(w.rows / D).keys()].flatMap(b => [b * D, b * D + d.vocab]).filter(k => k > 0)
      : undefined,
  });
}

/** A head's attention, at the step that the slider is at. */
function attentionOf(grid, snapshots, head, current) {
  const own = snapshots.filter(x => x.head === head);
  const pick = () => own.find(x => x.step === current.step) || own[own.length - 1];
  const c = heat(grid, `first-layer attention, head ${head}`, pick().rows, {
    causal: true,
    x: 'attended to',
    y: 'position',
  });
  const draw = c.option;
  c.option = width => {
    const o = draw(width);
    o.title.subtext = `step ${number(pick().step)}, n = 1 trial`;
    o.series[0].data = pick().rows.flatMap((r, i) => r.slice(0, i + 1).map((v, j) => [j, i, v]));
    return o;
  };
  return c;
}

/** The adjacency matrix of the true graph, of the edges that attention can find. */
function adjacencyOf(grid, d) {
  const size = Math.max(d.length, ...d.edges.map(e => Math.max(e[0], e[1]) + 1));
  const isEdge = new Set(d.edges.map(e => e.join()));
  const rows = [...Array(size).keys()].map(i =>
    [...Array(size).keys()].map(j => (isEdge.has([i, j].join()) ? 1 : 0)),
  );
  heat(grid, 'causal graph as a matrix', rows, {
    x: 'parent',
    y: 'child',
    n: `1 trial, ${edgesOf(d)}`,
  });
}

const last = snapshots => snapshots.filter(x => x.step === Math.max(...snapshots.map(y => y.step)));

/** The first layer's attention of each head at the end of training: by position, or the mean. */
export function lastAttention(d) {
  const positional = d.snapshots.filter(x => x.kind === 'positional');
  return last(positional.length ? positional : d.snapshots.filter(x => x.kind === 'mean'));
}

/** A trial's drawings; what the slider redraws. */
function show(host, d, current) {
  host.append(
    el(
      'p',
      {},
      `${d.title}: attention on the parent ${number(d.parentAttention)}; ${d.chosen}. Trial `,
      el('code', {}, d.id),
    ),
  );
  const positional = d.snapshots.filter(x => x.kind === 'positional');
  const mean = d.snapshots.filter(x => x.kind === 'mean');
  const grid = el('div', {class: 'grid'});
  graph(
    grid,
    d,
    lastAttention(d).map(x => x.pointsAt),
  );
  adjacencyOf(grid, d);
  const sliding = [...new Set(positional.map(x => x.head))].map(h =>
    attentionOf(grid, positional, h, current),
  );
  last(mean).forEach(x =>
    heat(grid, `mean attention, head ${x.head}`, x.rows, {
      causal: true,
      n: 'n = 1 trial, held-out sequences',
      x: 'attended to',
      y: 'position',
    }),
  );
  d.weights.forEach(w => weightsOf(grid, d, w));
  host.append(grid);
  return sliding;
}

export function details() {
  if (!R.details.length) return;
  const s = section(
    'close',
    'Trials seen closely',
    'The worst, the median and the best replicate of each cell, from the worst to the best by ' +
      'attention on the parent. The drawing and the matrix of a graph have its identifiable edges, ' +
      'whose parents stand before their children. In the ' +
      'drawing, each position that has a parent is given the one that has the single largest ' +
      'attention of its row; rows of a matrix ' +
      'attend to columns, and entries right of the diagonal are masked.',
  );
  const state = {left: R.details[R.details.length - 1].id, right: ''};
  const host = el('div', {id: 'detail'});
  const trials = R.details.map(d => [
    d.id,
    `${number(d.parentAttention)} · ${d.title} · ${d.chosen}`,
  ]);
  const draw = () => {
    own = dropPlots(own);
    host.replaceChildren();
    const before = charts.length;
    const shown = [state.left, state.right]
      .filter(Boolean)
      .map(id => R.details.find(d => d.id === id));
    const steps = [
      ...new Set(
        shown.flatMap(d => d.snapshots.filter(x => x.kind === 'positional').map(x => x.step)),
      ),
    ].sort((a, b) => a - b);
    const current = {step: steps[steps.length - 1]};
    const columns = shown.map(() => el('div', {class: 'trial'}));
    const sliding = shown.flatMap((d, k) => show(columns[k], d, current));
    if (steps.length > 1) host.append(slider(steps, current, sliding));
    host.append(
      el('div', {class: shown.length > 1 ? 'beside' : ''}, ...columns),
      el(
        'figcaption',
        {},
        'Each is one trial (n = 1). tok: token block, pos: position block; P·: what the first layer ' +
          'copied from the position attended to.',
      ),
    );
    own = charts.slice(before);
    own.forEach(observe);
  };
  let own = [];
  s.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'trial',
        trials,
        v => {
          state.left = v;
          draw();
        },
        state.left,
      ),
      trials.length < 2
        ? null
        : select(
            'beside it',
            [['', '–'], ...trials],
            v => {
              state.right = v;
              draw();
            },
            '',
          ),
    ),
    host,
  );
  draw();
  window.showTrial = id => {
    if (!R.details.some(d => d.id === id)) return false;
    const chooser = s.querySelector('select');
    if (chooser) chooser.value = id;
    state.left = id;
    draw();
    s.scrollIntoView();
    return true;
  };
}

/** Between two steps that are played, in milliseconds. */
const PAUSE = 400;

/** What moves through training: by hand, or by itself from the first step to the last. */
function slider(steps, current, sliding) {
  const output = el('output', {id: 'step-now'}, 'step ' + current.step);
  let timer = null;
  const goTo = k => {
    input.value = k;
    current.step = steps[k];
    output.textContent = 'step ' + current.step;
    sliding.forEach(c => c.draw());
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = 'play';
  };
  const play = el(
    'button',
    {
      type: 'button',
      id: 'play',
      onclick: () => {
        if (timer !== null) {
          stop();
          return;
        }
        play.textContent = 'pause';
        goTo(+input.value === steps.length - 1 ? 0 : +input.value);
        timer = setInterval(() => {
          // another trial may have been chosen meanwhile
          if (!input.isConnected || +input.value >= steps.length - 1) stop();
          else goTo(+input.value + 1);
        }, PAUSE);
      },
    },
    'play',
  );
  const input = el('input', {
    type: 'range',
    id: 'step',
    min: 0,
    max: steps.length - 1,
    value: steps.length - 1,
    'aria-label': 'training step',
    oninput: e => {
      if (timer !== null) stop();
      goTo(+e.target.value);
    },
  });
  return el('div', {class: 'controls'}, el('label', {}, 'training step ', input), play, output);
}

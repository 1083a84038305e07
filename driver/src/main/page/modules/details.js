/** @file Trials seen closely. */
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {heat} from './matrix.js';
import {charts} from './plot.js';
import {number} from './text.js';
import {observe} from './view.js';

/**
 * Names of the coordinates of the residual stream: the paper's token and position blocks, then
 * those that attention copied.
 */
export function streamNames(t, n) {
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

export function details() {
  if (!R.details.length) return;
  const s = section(
    'close',
    'Trials seen closely',
    'From the worst cell to the best by attention on the parent. Rows attend to ' +
      'columns; entries right of the diagonal are masked.',
  );
  const state = {id: R.details[R.details.length - 1].id};
  const host = el('div', {id: 'detail'});
  s.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'trial',
        R.details.map(d => [d.id, `${number(d.parentAttention)} · ${d.title}`]),
        v => show(v),
        state.id,
      ),
    ),
    host,
  );
  const own = [];
  const show = id => {
    state.id = id;
    own.splice(0).forEach(c => {
      c.hideTip();
      if (c.chart) c.chart.dispose();
      charts.splice(charts.indexOf(c), 1);
    });
    host.replaceChildren();
    const d = R.details.find(x => x.id === id),
      T = d.length;
    host.append(
      el(
        'p',
        {},
        `${d.title}: attention on the parent ${number(d.parentAttention)}; ${d.chosen}. Trial `,
        el('code', {}, d.id),
      ),
    );
    const before = charts.length;
    const positional = d.snapshots.filter(x => x.kind === 'positional');
    const steps = [...new Set(positional.map(x => x.step))].sort((a, b) => a - b);
    const grid = el('div', {class: 'grid'});
    const size = Math.max(T, ...d.edges.map(e => Math.max(e[0], e[1]) + 1));
    const adjacency = [...Array(size).keys()].map(i =>
      [...Array(size).keys()].map(j => (d.edges.some(e => e[0] === i && e[1] === j) ? 1 : 0)),
    );
    heat(grid, 'causal graph', adjacency, {
      x: 'parent',
      y: 'child',
      n: `n = 1 trial, ${d.edges.length} edges`,
    });
    const heads = [...new Set(positional.map(x => x.head))];
    const current = {step: steps[steps.length - 1]};
    const sliding = heads.map(h => {
      const pick = () =>
        positional.find(x => x.head === h && x.step === current.step) ||
        positional.find(x => x.head === h);
      const c = heat(grid, `first-layer attention, head ${h}`, pick().rows, {
        causal: true,
        x: 'attended to',
        y: 'position',
      });
      const draw = c.option;
      c.option = () => {
        const o = draw();
        o.title.text = `first-layer attention, head ${h}`;
        o.title.subtext = `step ${number(pick().step)}, n = 1 trial`;
        o.series[0].data = pick().rows.flatMap((r, i) =>
          r.slice(0, i + 1).map((v, j) => [j, i, v]),
        );
        return o;
      };
      return c;
    });
    if (steps.length > 1) {
      const output = el('output', {id: 'step-now'}, 'step ' + current.step);
      host.append(
        el(
          'div',
          {class: 'controls'},
          el(
            'label',
            {},
            'training step ',
            el('input', {
              type: 'range',
              id: 'step',
              min: 0,
              max: steps.length - 1,
              value: steps.length - 1,
              'aria-label': 'training step',
              oninput: e => {
                current.step = steps[+e.target.value];
                output.textContent = 'step ' + current.step;
                sliding.forEach(c => c.draw());
              },
            }),
          ),
          output,
        ),
      );
    }
    d.snapshots
      .filter(
        x =>
          x.kind === 'mean' &&
          x.step === Math.max(...d.snapshots.filter(y => y.kind === 'mean').map(y => y.step)),
      )
      .forEach(x =>
        heat(grid, `mean attention, head ${x.head}`, x.rows, {
          causal: true,
          n: 'n = 1 trial, held-out sequences',
          x: 'attended to',
          y: 'position',
        }),
      );
    d.weights.forEach(w => {
      const rows = [...Array(w.rows).keys()].map(i =>
        w.values.slice(i * w.columns, (i + 1) * w.columns),
      );
      const D = d.vocab + d.length;
      const stream = w.name.startsWith('A') && w.rows === w.columns && w.rows % D === 0;
      heat(grid, w.name, rows, {
        signed: true,
        names: n => (n % D === 0 ? streamNames(d, n) : [...Array(n).keys()].map(String)),
        columns: w.columns === d.vocab ? n => [...Array(n).keys()].map(k => 'tok ' + k) : undefined,
        x: stream ? 'key' : w.columns === d.vocab ? 'token predicted' : 'column',
        y: stream ? 'query' : w.rows % D === 0 ? 'residual stream' : 'row',
        blocks:
          w.rows % D
            ? undefined
            : [...Array(w.rows / D).keys()]
                .flatMap(b => [b * D, b * D + d.vocab])
                .filter(k => k > 0),
      });
    });
    host.append(
      grid,
      el(
        'figcaption',
        {},
        'One trial (n = 1). tok: token block, pos: position block; P·: what the first ' +
          'layer copied from the position attended to.',
      ),
    );
    own.push(...charts.slice(before));
    own.forEach(c => observe(c));
  };
  show(state.id);
  window.showTrial = id => {
    if (!R.details.some(d => d.id === id)) return false;
    const chooser = s.querySelector('select');
    if (chooser) chooser.value = id;
    show(id);
    s.scrollIntoView();
    return true;
  };
}

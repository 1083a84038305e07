/** @file Recovery against each axis. */
import {COLOURS, SYMBOLS} from './colours.js';
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {plot} from './plot.js';
import {escaped, interval, measure, named, range} from './text.js';
import {whiskers} from './whiskers.js';

export function effects() {
  if (!R.effects.length) return;
  const s = section(
    'recovery',
    'Recovery by axis',
    'Mean over replicates (seeds) with the 95 % confidence interval of Student’s t. ' +
      'Whatever else the sweep varies is averaged within each replicate first.',
  );
  // at first against the longest axis of numbers, a line for each value of another
  const longest = [...R.axes].sort(
    (a, b) => b.numeric - a.numeric || b.values.length - a.values.length,
  )[0];
  const other = R.axes.find(a => a !== longest && a.values.length <= 6);
  const state = {
    measure: R.measures[0].column,
    axis: longest.path,
    panels: other ? other.path : '',
  };
  const figure = el('figure', {}),
    caption = el('figcaption', {});
  const find = () =>
    R.effects.find(
      e =>
        e.measure === state.measure &&
        e.axis === state.axis &&
        (e.panelAxis || '') === state.panels,
    ) || R.effects.find(e => e.measure === state.measure && e.axis === state.axis && !e.panelAxis);
  const chart = {};
  const update = () => {
    caption.textContent = captionOf(find());
    chart.one.name = `${state.measure} by ${state.axis}`;
    chart.one.draw();
  };
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'measure',
        R.measures.map(m => [m.column, m.label]),
        v => {
          state.measure = v;
          update();
        },
        state.measure,
      ),
      select(
        'against',
        R.axes.map(a => [a.path, a.path]),
        v => {
          state.axis = v;
          update();
        },
        state.axis,
      ),
      R.axes.length < 2
        ? null
        : select(
            'one line for each',
            [['', '–'], ...R.axes.map(a => [a.path, a.path])],
            v => {
              state.panels = v;
              update();
            },
            state.panels,
          ),
    ),
  );
  const nOf = e => {
    const ns = e.panels.flatMap(p => p.points.map(q => q.interval.n));
    return ns.length
      ? `${range(ns)} replicates a point, 95 % interval (t)`
      : 'no trial has this measure';
  };
  const captionOf = e => nOf(e) + '.';
  chart.one = plot(figure, 'recovery by axis', () => {
    const e = find(),
      m = measure(e.measure),
      axis = R.axes.find(a => a.path === e.axis);
    const shown = axis.values.filter(v => e.panels.some(p => p.points.some(q => q.value === v)));
    // names have no order that a line could follow: their points stand side by side
    const step = axis.numeric
      ? 0
      : Math.min(
          14,
          (chart.one.box.clientWidth - 90) / Math.max(1, shown.length) / (e.panels.length + 1),
        );
    return {
      title: {text: `${m.label} by ${e.axis}`, subtext: nOf(e)},
      legend: e.panelAxis ? {data: e.panels.map(p => `${e.panelAxis} = ${p.value}`)} : undefined,
      tooltip: {
        trigger: 'axis',
        formatter: ps =>
          e.panels
            .map(p => {
              const q = p.points.find(x => x.value === shown[ps[0].dataIndex]);
              return q ? `${escaped(p.value || q.value)}: ${interval(q.interval)}` : '';
            })
            .filter(Boolean)
            .join('<br>'),
      },
      xAxis: {type: 'category', name: e.axis, data: shown, axisLabel: {hideOverlap: true}},
      yAxis: {type: 'value', name: named(m), min: m.low, max: m.high, scale: m.low === null},
      series: e.panels.flatMap((p, i) =>
        whiskers(
          p.value === null ? m.label : `${e.panelAxis} = ${p.value}`,
          p.points,
          shown,
          COLOURS[i % COLOURS.length],
          SYMBOLS[i % SYMBOLS.length],
          axis.numeric,
          (i - (e.panels.length - 1) / 2) * step,
        ),
      ),
    };
  });
  figure.append(caption);
  caption.textContent = captionOf(find());
  s.append(figure);
}

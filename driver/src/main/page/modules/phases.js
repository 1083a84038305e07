/** @file A measure over the plane of two axes. */
import {CIVIDIS} from './colours.js';
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {css} from './layout.js';
import {plot} from './plot.js';
import {escaped, measure, named, number, range} from './text.js';

export function phases() {
  if (!R.phases.length) return;
  const s = section('phases', 'Phase diagram', 'The mean of all trials at each pair of values.');
  const pairs = [...new Set(R.phases.map(p => p.x + ' × ' + p.y))];
  const state = {measure: R.measures[0].column, pair: pairs[0]};
  const figure = el('figure', {}),
    caption = el('figcaption', {});
  const find = () =>
    R.phases.find(p => p.measure === state.measure && p.x + ' × ' + p.y === state.pair);
  const nOf = () => {
    const ns = find().cells.map(c => c.n);
    return ns.length ? `${range(ns)} trials a cell` : 'no trial has this measure';
  };
  const captionOf = () => nOf() + '.';
  const chart = {};
  const update = () => {
    chart.one.name = `${state.measure} over ${state.pair}`;
    chart.one.draw();
    caption.textContent = captionOf();
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
        'plane',
        pairs.map(p => [p, p]),
        v => {
          state.pair = v;
          update();
        },
        state.pair,
      ),
    ),
  );
  chart.one = plot(figure, 'phase diagram', () => {
    const p = find(),
      m = measure(p.measure),
      x = R.axes.find(a => a.path === p.x),
      y = R.axes.find(a => a.path === p.y);
    const values = p.cells.map(c => c.mean);
    return {
      title: {text: named(m), subtext: nOf()},
      grid: {right: 96},
      xAxis: {type: 'category', name: p.x, data: x.values},
      yAxis: {type: 'category', name: p.y, data: y.values, splitLine: {show: false}},
      visualMap: {
        min: m.low ?? Math.min(...values),
        max: m.high ?? Math.max(...values),
        calculable: true,
        right: 4,
        top: 'middle',
        precision: 2,
        inRange: {color: CIVIDIS},
        textStyle: {color: css('--ink')},
        dimension: 2,
      },
      tooltip: {
        formatter: q =>
          `${escaped(p.x)} = ${escaped(x.values[q.data[0]])}, ${escaped(p.y)} = ` +
          `${escaped(y.values[q.data[1]])}<br>${number(q.data[2])}, n = ${q.data[3]}`,
      },
      series: [
        {
          type: 'heatmap',
          progressive: 0,
          data: p.cells.map(c => [x.values.indexOf(c.x), y.values.indexOf(c.y), c.mean, c.n]),
          label: {show: p.cells.length <= 100, formatter: q => number(+q.data[2].toPrecision(2))},
        },
      ],
    };
  });
  caption.textContent = captionOf();
  figure.append(caption);
  s.append(figure);
}

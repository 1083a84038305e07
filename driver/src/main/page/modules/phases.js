/** @file Any measure over the plane of two axes. */
import {CIVIDIS} from './colours.js';
import {AXES, R, axisOf, failuresOf, grouped, measureOf, measured, valueOf} from './data.js';
import {el, section, select} from './elements.js';
import {estimate} from './estimate.js';
import {css, textSize} from './layout.js';
import {plot} from './plot.js';
import {averaging, onSelection, selectedRows, selectedValues} from './selection.js';
import {escaped, estimated, named, number, short, sizesOf} from './text.js';
import {yardsticksOf} from './yardsticks.js';

const spanOf = levels => {
  const [low, high] = [Math.min(...levels), Math.max(...levels)].map(short);
  return low === high ? low : `${low} to ${high}`;
};

function phaseOption(state) {
  const m = measureOf(state.measure),
    x = axisOf(state.x),
    y = axisOf(state.y);
  const yardsticks = yardsticksOf(m);
  const xs = selectedValues(x),
    ys = selectedValues(y);
  const cells = [];
  for (const rows of grouped(
    selectedRows(),
    r => valueOf(r, x.path) + ':' + valueOf(r, y.path),
  ).values()) {
    const at = [xs.indexOf(valueOf(rows[0], x.path)), ys.indexOf(valueOf(rows[0], y.path))];
    cells.push({
      at,
      estimate: estimate(measured(rows, state.measure), m.bounds),
      failures: failuresOf(rows),
      levels: yardsticks.map(of => of.levelOf(rows)),
    });
  }
  const known = cells.filter(c => c.estimate),
    means = known.map(c => c.estimate.mean);
  const told = c =>
    (c.estimate ? estimated(c.estimate) : 'no trial succeeded') +
    (c.failures ? ` (${c.failures})` : '');
  const levelsTold = c =>
    yardsticks
      .map((of, j) =>
        c.levels[j] === null ? '' : `<br>${escaped(of.name)}: ${number(c.levels[j])}`,
      )
      .join('');
  const seenAgainst = yardsticks
    .map((of, j) => [of.name, known.map(c => c.levels[j]).filter(v => v !== null)])
    .filter(([, levels]) => levels.length)
    .map(([name, levels]) => `; ${name} ${spanOf(levels)}`)
    .join('');
  return {
    title: {
      text: `${named(m)} by ${x.label} and ${y.label}`,
      subtext: `${sizesOf(
        known.map(c => c.estimate),
        'in every field',
      )}${averaging([x.path, y.path])}${seenAgainst}`,
    },
    grid: {right: 96, left: 80},
    xAxis: {type: 'category', name: x.label, data: xs.map(i => x.names[i])},
    yAxis: {
      type: 'category',
      name: y.label,
      nameGap: 60,
      data: ys.map(i => y.names[i]),
      splitLine: {show: false},
    },
    visualMap: {
      min: m.bounds.high === null ? Math.min(...means) : m.bounds.low,
      max: m.bounds.high ?? Math.max(...means),
      calculable: true,
      right: 4,
      top: 'middle',
      precision: 2,
      seriesIndex: 0,
      inRange: {color: CIVIDIS},
      textStyle: {color: css('--ink'), fontSize: textSize()},
      dimension: 2,
    },
    tooltip: {
      formatter: q => {
        const c = cells.find(d => d.at[0] === q.data[0] && d.at[1] === q.data[1]);
        const at = (axis, i) => `${escaped(axis.label)} ${escaped(axis.names[i])}`;
        return `${at(x, xs[c.at[0]])}, ${at(y, ys[c.at[1]])}<br>${escaped(told(c))}${levelsTold(c)}`;
      },
    },
    series: [
      {
        type: 'heatmap',
        progressive: 0,
        data: known.map(c => [...c.at, c.estimate.mean]),
        label: {
          show: known.length <= 100,
          fontSize: textSize(),
          formatter: q => number(+q.data[2].toPrecision(2)),
        },
      },
      {
        type: 'scatter',
        symbolSize: 1,
        itemStyle: {color: css('--bad')},
        label: {show: true, formatter: '✕', color: css('--bad'), fontSize: 14},
        data: cells.filter(c => !c.estimate).map(c => c.at),
      },
    ],
  };
}

export function phases() {
  if (AXES.length < 2 || !R.measures.length) return;
  const s = section(
    'phases',
    'Phase diagram',
    'The mean over settings of the means over seeds at each pair of values; ✕ where no trial succeeded.',
  );
  const longest = [...AXES].sort(
    (a, b) => b.numeric - a.numeric || b.values.length - a.values.length,
  );
  const state = {measure: R.measures[0].column, x: longest[0].path, y: longest[1].path};
  const figure = el('figure', {}),
    chart = {};
  const choose = key => v => {
    state[key] = v;
    chart.one.name = `${state.measure} over ${state.x} and ${state.y}`;
    chart.one.draw();
  };
  const paths = AXES.map(a => [a.path, a.label]);
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'measure',
        R.measures.map(m => [m.column, m.label]),
        choose('measure'),
        state.measure,
      ),
      select('across', paths, choose('x'), state.x),
      select('up', paths, choose('y'), state.y),
    ),
  );
  chart.one = plot(figure, 'phase diagram', () => phaseOption(state));
  onSelection(() => chart.one.chart && chart.one.draw());
  s.append(figure);
}

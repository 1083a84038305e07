/** @file A metric as a power of the numbers on an axis, on two scales of logarithms. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {ALL_ROWS, R, axisOf, itemsOf, measureOf, valueOf} from './data.js';
import {section} from './elements.js';
import {estimate} from './estimate.js';
import {css, textSize} from './layout.js';
import {scaleOf} from './scale.js';
import {ofAllTrials} from './selection.js';
import {counted, escaped, named, number, replicatesAre, replicatesOf, short} from './text.js';
import {dashed, yardstickEntry, yardstickLine, yardsticksOf} from './yardsticks.js';

const MOST_TICKS = 6;
const STRAIGHT = 'path://M0,4h12v2h-12z';

const endsOf = ({low, high, replicates}) =>
  low === null
    ? ` (${replicates < 2 ? 'one replicate' : 'all replicates equal'}, no interval)`
    : ` [${short(low)}, ${short(high)}]`;

const exponent = ({law}) => `exponent ${short(law.exponent)}${endsOf(law)}`;

const sizes = ({law}) =>
  `${replicatesOf(law.points.map(p => p.replicates))} a point, ${counted(law.trials, 'trial')}`;

function leftOut({law, measure, without}) {
  const words = [];
  if (without) words.push(`${number(without)} without a value`);
  if (law.leftOut) words.push(`${number(law.leftOut)} with the value 0`);
  if (!words.length) return '';
  const flat =
    without && measureOf(measure).unit === 'steps'
      ? '; those that never came so far are missing, and the true law is steeper'
      : '';
  return ` Left out: ${words.join(', ')}${flat}.`;
}

function powerCaption(fit) {
  const {law} = fit,
    axis = axisOf(fit.axis);
  return (
    `${exponent(fit)}: ${measureOf(fit.measure).label} ≈ ${short(law.factor)} × (${axis.label})^` +
    `${short(law.exponent)}. ${sizes(fit)}; 95 % intervals over seeds. The law explains ` +
    `${short(law.explained)} of the variance of logarithms within settings${ofAllTrials([fit.axis])}.${leftOut(fit)}`
  );
}

/** Round numbers between two ends of a scale of logarithms. */
function roundNumbers(low, high) {
  const all = [1, 2, 5].flatMap(k =>
    [...Array(24).keys()].map(e => ({value: k * 10 ** (e - 12), isPower: k === 1})),
  );
  const within = all
    .filter(t => Math.log10(t.value) >= low && Math.log10(t.value) <= high)
    .sort((a, b) => a.value - b.value);
  const powers10 = within.filter(t => t.isPower);
  const chosen = within.length > MOST_TICKS && powers10.length > 1 ? powers10 : within;
  const step = Math.ceil(chosen.length / MOST_TICKS);
  return chosen.filter((t, i) => i % step === 0).map(t => t.value);
}

/** Their lines across the plot and their texts beside it. */
const acrossLines = values => ({
  type: 'custom',
  silent: true,
  tooltip: {show: false},
  clip: false,
  z: 0,
  data: values.map(v => [0, Math.log10(v)]),
  encode: {y: 1},
  renderItem(params, api) {
    const {x, width} = params.coordSys,
      y = api.coord([0, api.value(1)])[1];
    return {
      type: 'group',
      children: [
        {
          type: 'line',
          shape: {x1: x, y1: y, x2: x + width, y2: y},
          style: {stroke: css('--line')},
        },
        {
          type: 'text',
          x: x - 6,
          y,
          style: {
            text: number(values[params.dataIndex]),
            fill: css('--faint'),
            fontSize: textSize(),
            align: 'right',
            verticalAlign: 'middle',
          },
        },
      ],
    };
  },
});

/** Upright intervals of points. */
const bars = points => ({
  type: 'custom',
  silent: true,
  tooltip: {show: false},
  clip: true,
  z: 3,
  encode: {x: 0, y: [1, 2]},
  data: points.filter(p => p.low !== null).map(p => [p.x, Math.log10(p.low), Math.log10(p.high)]),
  renderItem(params, api) {
    const [x, low] = api.coord([api.value(0), api.value(1)]),
      high = api.coord([api.value(0), api.value(2)])[1];
    const style = {stroke: COLOURS[0], lineWidth: 1.5};
    const line = (x1, y1, x2, y2) => ({type: 'line', shape: {x1, y1, x2, y2}, style});
    return {
      type: 'group',
      children: [
        line(x, low, x, high),
        line(x - 4, low, x + 4, low),
        line(x - 4, high, x + 4, high),
      ],
    };
  },
});

/** Yardsticks of a measure at each point, as logarithms of geometric means. */
function levelsAlong(fit, points) {
  return yardsticksOf(measureOf(fit.measure))
    .filter(y => y.column)
    .map(y => ({
      ...y,
      data: points
        .map(p => {
          const rows = ALL_ROWS.filter(r => valueOf(r, fit.axis) === p.level);
          const level = estimate(
            itemsOf(rows, r => {
              const v = R.rows.measures[y.column][r];
              return v > 0 ? Math.log10(v) : null;
            }),
            {low: null, high: null},
          );
          return [p.x, level && level.mean];
        })
        .filter(([, v]) => v !== null),
    }))
    .filter(y => y.data.length > 1);
}

function powerOption(fit, width) {
  const {law} = fit,
    m = measureOf(fit.measure),
    axis = axisOf(fit.axis);
  const scale = scaleOf(
    axis,
    law.points.map(p => p.level),
    'log',
    width,
  );
  const points = law.points.map(p => ({...p, x: scale.position(p.level)}));
  const yardsticks = levelsAlong(fit, points);
  const at = x => Math.log10(law.factor) + law.exponent * x;
  const ends = [points[0].x, points[points.length - 1].x];
  const heights = [
    ...points.flatMap(p => [p.low ?? p.mean, p.high ?? p.mean, p.mean]).map(Math.log10),
    ...ends.map(at),
    ...yardsticks.flatMap(y => y.data.map(d => d[1])),
  ];
  const low = Math.min(...heights),
    high = Math.max(...heights),
    margin = (high - low || 1) * 0.08;
  return {
    below: scale.below,
    title: {
      text: `${m.label} as a power of ${axis.label}`,
      subtext: `${exponent(fit)}, ${sizes(fit)}`,
    },
    caption: powerCaption(fit),
    legend: {
      data: [m.label, {name: 'fitted law', icon: STRAIGHT}, ...yardsticks.map(yardstickEntry)],
    },
    tooltip: {
      trigger: 'item',
      formatter: q => {
        const p = points[q.dataIndex];
        return (
          `${escaped(axis.label)} ${escaped(axis.names[p.level])}: ${number(p.mean)}${endsOf(p)}, ` +
          `n = ${p.replicates} ${replicatesAre(p.replicates)}; the law: ${number(10 ** at(p.x))}`
        );
      },
    },
    grid: {left: 76},
    xAxis: {
      type: 'value',
      name: axis.label,
      ...scale.range,
      axisLabel: {show: false},
      axisTick: {show: false},
      axisLine: {onZero: false},
    },
    yAxis: {
      type: 'value',
      name: named(m),
      nameGap: 58,
      min: low - margin,
      max: high + margin,
      axisLabel: {show: false},
      axisTick: {show: false},
      splitLine: {show: false},
      axisLine: {onZero: false},
    },
    series: [
      {
        name: m.label,
        type: 'scatter',
        symbolSize: 8,
        z: 4,
        itemStyle: {color: COLOURS[0]},
        data: points.map(p => [p.x, Math.log10(p.mean)]),
      },
      bars(points),
      {
        ...dashed(ends.map(x => [x, at(x)])),
        name: 'fitted law',
        itemStyle: {color: COLOURS[0]},
        lineStyle: {color: COLOURS[0], width: 1.5},
      },
      ...yardsticks.map(y => yardstickLine(y, y.data)),
      scale.ticks,
      acrossLines(roundNumbers(low - margin, high + margin)),
    ],
  };
}

export function powers() {
  if (!R.powers.length) return;
  const s = section(
    'powers',
    'Power laws',
    'A metric against the numbers on an axis, both as logarithms, where a power law y = c x^k is a ' +
      'straight line. The exponent k is fitted by least squares with a factor c of its own for each ' +
      'setting of the other axes; its interval adds up the deviations of each seed before it squares ' +
      'them. Points are geometric means as of the average setting.',
  );
  const keyOf = fit => `${fit.measure} by ${fit.axis}`;
  const find = key => R.powers.find(fit => keyOf(fit) === key);
  const first = R.powers.find(fit => fit.measure === 'steps_to_accuracy_50') || R.powers[0];
  choice(s, {
    ask: 'law of',
    options: R.powers.map(fit => [
      keyOf(fit),
      `${measureOf(fit.measure).label} by ${axisOf(fit.axis).label}`,
    ]),
    first: keyOf(first),
    name: key => `power law of ${key}`,
    caption: key => powerCaption(find(key)),
    option: (key, width) => powerOption(find(key), width),
  });
}

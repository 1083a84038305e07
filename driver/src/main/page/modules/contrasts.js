/** @file Which differences are real: each value of an axis against each other one. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {R, axisOf, measureOf} from './data.js';
import {section} from './elements.js';
import {css, textSize} from './layout.js';
import {ofAllTrials} from './selection.js';
import {span} from './span.js';
import {counted, escaped, number, replicatesAre, replicatesOf} from './text.js';

/** More lines than this do not fit; the smallest differences are left out first. */
const MOST_LINES_OF_FOREST = 24;
const LEVEL = 0.05;

/** The lines in the order of the axis's values. */
function shownOf({lines}) {
  if (lines.length <= MOST_LINES_OF_FOREST) return lines;
  const size = l => Math.abs(l.difference);
  const largest = [...lines].sort((a, b) => size(b) - size(a)).slice(0, MOST_LINES_OF_FOREST);
  return lines.filter(l => largest.includes(l));
}

const pairOf = (axis, l) => `${axis.names[l.first]} → ${axis.names[l.second]}`;

const toldLine = l =>
  `${number(l.difference)}${l.low === null ? '' : ` [${number(l.low)}, ${number(l.high)}]`}, ` +
  `n = ${l.n} ${replicatesAre(l.n)}, ${counted(l.pairs, 'pair')}, p = ${number(l.p)}, ` +
  `adjusted ${number(l.adjusted)}`;

/** What stands beside a line: n and the adjusted p, with two digits. */
const asideOf = l =>
  `n = ${l.n}, p ${l.adjusted < 0.001 ? '< .001' : '= ' + +l.adjusted.toPrecision(2)}`;

/** Texts at the right edge, one beside each line. */
const aside = shown => ({
  type: 'custom',
  silent: true,
  tooltip: {show: false},
  clip: false,
  data: shown.map((l, i) => [0, i]),
  encode: {x: 0, y: 1},
  renderItem(params, api) {
    const {x, width} = params.coordSys;
    return {
      type: 'text',
      x: x + width + 8,
      y: api.coord([0, api.value(1)])[1],
      style: {
        text: asideOf(shown[params.dataIndex]),
        fill: css('--faint'),
        fontSize: Math.min(textSize(), 11),
        verticalAlign: 'middle',
      },
    };
  },
});

function forestCaption(forest) {
  const shown = shownOf(forest);
  return (
    `${replicatesOf(shown.map(l => l.n))} a line; lines are 95 % intervals, p is adjusted over ` +
    `the axis. Filled: p < ${LEVEL}. Paired over all other axes` +
    `${ofAllTrials(R.axes.map(a => a.path))}.` +
    (shown.length < forest.lines.length
      ? ` The ${shown.length} largest of ${forest.lines.length} differences.`
      : '')
  );
}

function forestOption(forest, width) {
  const m = measureOf(forest.measure),
    axis = axisOf(forest.axis),
    shown = shownOf(forest);
  return {
    tall: Math.max(-110, 26 * shown.length - 230),
    title: {text: `${m.label}: differences by ${axis.label}`, subtext: forestCaption(forest)},
    tooltip: {
      trigger: 'item',
      formatter: p =>
        `${escaped(pairOf(axis, shown[p.dataIndex]))}: ${escaped(toldLine(shown[p.dataIndex]))}`,
    },
    grid: {left: 112, right: 104},
    xAxis: {
      type: 'value',
      name: `difference of ${m.label}`,
      splitNumber: width < 600 ? 3 : 5,
      axisLabel: {hideOverlap: true},
      splitLine: {show: true},
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shown.map(l => pairOf(axis, l)),
      axisLabel: {width: 100, overflow: 'break', lineHeight: 13, interval: 0},
      splitLine: {show: false},
      axisLine: {onZero: false},
    },
    series: [
      {
        name: 'difference',
        type: 'scatter',
        symbolSize: 9,
        z: 4,
        data: shown.map(l => ({
          value: l.difference,
          itemStyle: {
            color: l.adjusted < LEVEL ? COLOURS[0] : css('--panel'),
            borderColor: COLOURS[0],
            borderWidth: 1.5,
          },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: {show: false},
          lineStyle: {type: 'dashed', color: css('--faint'), width: 1.5},
          data: [{xAxis: 0}],
        },
      },
      span(shown),
      aside(shown),
    ],
  };
}

export function contrasts() {
  if (!R.contrasts.length) return;
  const s = section(
    'contrasts',
    'Which differences are real',
    'The metric at the second value less that at the first, in trials that agree in every other axis ' +
      'and in their seeds. An interval that keeps off the dashed line excludes that there is no ' +
      'difference. Where all seeds have one difference it tells what as many seeds can exclude; a ' +
      'metric without two bounds has none then. With n replicates p is at least 2 / 2ⁿ before it is ' +
      'adjusted, so that six are needed to come below .05.',
  );
  const keyOf = c => `${c.measure} by ${c.axis}`;
  const find = key => R.contrasts.find(c => keyOf(c) === key);
  choice(s, {
    ask: 'difference of',
    options: R.contrasts.map(c => [
      keyOf(c),
      `${measureOf(c.measure).label} by ${axisOf(c.axis).label}`,
    ]),
    first: keyOf(R.contrasts[0]),
    name: key => `differences of ${key}`,
    caption: key => forestCaption(find(key)),
    option: (key, width) => forestOption(find(key), width),
  });
}

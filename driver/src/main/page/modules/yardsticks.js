/** @file What a measure is seen against: chance, and what is known without training. */
import {DASHES} from './colours.js';
import {R, measured} from './data.js';
import {estimate} from './estimate.js';
import {css} from './layout.js';

/** How yardsticks of one plot are told apart: a line's dashes, and what the legend shows. */
export const STROKES = [
  {line: 'dashed', icon: DASHES},
  {line: [2, 3], icon: 'path://M0,4h2v2h-2zM4,4h2v2h-2zM8,4h2v2h-2z'},
  {line: [10, 3, 2, 3], icon: 'path://M0,4h7v2h-7zM9,4h2v2h-2z'},
  {line: [1, 6], icon: 'path://M1,4h2v2h-2zM8,4h2v2h-2z'},
];

/** What stands as a dashed line: chance, a yardstick, a fitted law. */
export const dashed = data => ({
  type: 'line',
  symbol: 'none',
  silent: true,
  itemStyle: {color: css('--faint')},
  lineStyle: {type: 'dashed', color: css('--faint'), width: 1.5},
  data,
});

/** The yardsticks of a measure that some trial has, each with its strokes and its level for rows. */
export const yardsticksOf = (measure, isWanted = () => true) =>
  measure.yardsticks
    .filter(y => isWanted(y) && (y.level !== null || R.rows.measures[y.column]))
    .map((y, j) => ({
      name: y.label,
      column: y.column,
      stroke: STROKES[j % STROKES.length],
      levelOf(rows) {
        if (y.level !== null) return y.level;
        const mean = estimate(measured(rows, y.column), {low: null, high: null});
        return mean && mean.mean;
      },
    }));

/** Its line, in the colour of what it belongs to; faint where it belongs to all. */
export const yardstickLine = (yardstick, data, colour) => ({
  ...dashed(data),
  name: yardstick.name,
  lineStyle: {type: yardstick.stroke.line, color: colour || css('--faint'), width: 1.5},
});

/** Its level beside each of some names, which have no order that a line could follow. */
export const yardstickMarks = (yardstick, data, {colour, width, aside}) => ({
  name: yardstick.name,
  type: 'scatter',
  silent: true,
  tooltip: {show: false},
  symbol: yardstick.stroke.icon,
  symbolSize: [width, 2],
  symbolOffset: [aside || 0, 0],
  itemStyle: {color: colour || css('--faint')},
  z: 4,
  data,
});

/** As a legend shows it. */
export const yardstickEntry = yardstick => ({
  name: yardstick.name,
  icon: yardstick.stroke.icon,
  itemStyle: {color: css('--faint')},
  lineStyle: {type: yardstick.stroke.line, color: css('--faint')},
});

/** @file Intervals that lie: one for each name of an upright axis. */
import {css} from './layout.js';

/** The series of intervals from low to high, in the order of the axis's names; null draws none. */
export const span = intervals => ({
  type: 'custom',
  clip: true,
  silent: true,
  tooltip: {show: false},
  data: intervals.map(({low, high}, i) =>
    low === null || high === null ? [NaN, NaN, i] : [low, high, i],
  ),
  renderItem(params, api) {
    if (Number.isNaN(api.value(0))) return null;
    const [low, y] = api.coord([api.value(0), api.value(2)]),
      high = api.coord([api.value(1), api.value(2)])[0];
    const style = {stroke: css('--ink'), lineWidth: 1.5};
    return {
      type: 'group',
      children: [
        {type: 'line', shape: {x1: low, y1: y, x2: high, y2: y}, style},
        {type: 'line', shape: {x1: low, y1: y - 5, x2: low, y2: y + 5}, style},
        {type: 'line', shape: {x1: high, y1: y - 5, x2: high, y2: y + 5}, style},
      ],
    };
  },
  encode: {x: [0, 1], y: 2},
  z: 3,
});

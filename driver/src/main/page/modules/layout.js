/** @file What all plots have in common: fonts, room for titles, legends and names that wrap. */
import {COLOURS} from './colours.js';
import {lines} from './text.js';

export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Names of a category axis that do not fit beside each other are turned, as long as they are not many. */
export function turned(x, room) {
  const names =
    x && x.type === 'category' && !(x.axisLabel && x.axisLabel.interval !== undefined)
      ? x.data.map(String)
      : [];
  const longest = Math.max(0, ...names.map(n => n.length));
  return names.length > 1 &&
    names.length <= 20 &&
    longest > 3 &&
    longest * 7 + 8 > room / names.length
    ? Math.min(70, longest * 4)
    : 0;
}

/** Rows of a legend's names side by side, each behind its mark. */
export function legendRows(names, room) {
  let rows = 1,
    x = 0;
  for (const name of names) {
    const item = 40 + String(name).length * 6.8;
    if (x > 0 && x + item > room) {
      rows++;
      x = 0;
    }
    x += item;
  }
  return rows;
}

/** The whole option, and the height in pixels that it needs beyond the usual: for titles and legends that wrap. */
export function themed(o, width) {
  const extra = turned(o.xAxis, width - 90);
  if (extra)
    o = {
      ...o,
      xAxis: {
        ...o.xAxis,
        nameGap: 34 + extra,
        axisLabel: {...o.xAxis.axisLabel, interval: 0, rotate: 35},
      },
    };
  const ink = css('--ink'),
    faint = css('--faint'),
    line = css('--line');
  const axis = a =>
    a && {
      nameLocation: 'middle',
      nameGap: 34,
      nameTextStyle: {color: ink},
      ...a,
      axisLabel: {color: faint, ...a.axisLabel},
      axisLine: {lineStyle: {color: faint}, ...a.axisLine},
      splitLine: {show: false, lineStyle: {color: line}, ...a.splitLine},
    };
  const room = width - 24;
  const title = lines(o.title.text, 7.4, room),
    subtitle = lines(o.title.subtext, 6.4, room);
  const above = 16 * (title.length + subtitle.length - 2);
  const rows = o.legend ? legendRows(o.legend.data, width - 10) : 0;
  const isPaged = rows > 5;
  const below = isPaged ? 0 : 22 * Math.max(0, rows - 1);
  const grid = {left: 62, right: 24, top: 62, bottom: o.legend ? 74 : 54, ...o.grid};
  const option = {
    animation: false,
    color: COLOURS,
    backgroundColor: css('--panel'),
    textStyle: {color: ink, fontFamily: 'system-ui, sans-serif'},
    ...o,
    title: {
      left: 12,
      top: 6,
      textStyle: {color: ink, fontSize: 13, fontWeight: 600, lineHeight: 16},
      itemGap: 6,
      subtextStyle: {color: faint, fontSize: 12, lineHeight: 16},
      ...o.title,
      text: title.join('\n'),
      subtext: subtitle.join('\n'),
    },
    legend: o.legend && {
      type: isPaged ? 'scroll' : 'plain',
      bottom: 0,
      textStyle: {color: ink},
      pageTextStyle: {color: ink},
      pageIconColor: ink,
      pageIconInactiveColor: line,
      ...o.legend,
    },
    grid: {...grid, top: grid.top + above, bottom: grid.bottom + extra + below},
    xAxis: axis(o.xAxis),
    yAxis: axis(o.yAxis && {nameGap: 44, splitLine: {show: true}, ...o.yAxis}),
    tooltip: {
      confine: true,
      backgroundColor: css('--panel'),
      borderColor: line,
      textStyle: {color: ink, fontSize: 13},
      ...o.tooltip,
    },
  };
  return {option, more: above + below + extra};
}

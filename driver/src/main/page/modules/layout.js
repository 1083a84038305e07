/** @file What all plots have in common: fonts, room for titles, legends and names that wrap. */
import {COLOURS, ON_LIGHT} from './colours.js';
import {lines} from './text.js';

/** On paper: black on white, 8 points, whatever the page looks like. */
const PAPER = {
  '--ink': '#000000',
  '--faint': '#333333',
  '--line': '#d0d0d0',
  '--panel': '#ffffff',
  '--bad': '#b3401b',
};
const POINTS_8 = (8 / 72) * 96;
const view = {isPaper: false};

export const css = name =>
  view.isPaper
    ? PAPER[name]
    : getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Whether what is drawn goes on paper. */
export const isOnPaper = () => view.isPaper;

/** Of labels, in pixels. */
export const textSize = () => (view.isPaper ? POINTS_8 : 12);

/** What a drawing gives that is made as it goes on paper. */
export function onPaper(draw) {
  const colours = [...COLOURS];
  view.isPaper = true;
  COLOURS.splice(0, COLOURS.length, ...ON_LIGHT);
  try {
    return draw();
  } finally {
    view.isPaper = false;
    COLOURS.splice(0, COLOURS.length, ...colours);
  }
}

/** Rows of a legend's names side by side, each behind its mark. */
function legendRows(names, room) {
  let rows = 1,
    x = 0;
  for (const name of names) {
    const item = view.isPaper
      ? 37 + String(name).length * textSize() * 0.52
      : 40 + String(name).length * textSize() * 0.57;
    if (x > 0 && x + item > room) {
      rows++;
      x = 0;
    }
    x += item;
  }
  return rows;
}

function axisOption(a) {
  if (!a) return a;
  const size = textSize();
  return {
    nameLocation: 'middle',
    nameGap: 34,
    ...a,
    nameTextStyle: {color: css('--ink'), fontSize: size, ...a.nameTextStyle},
    axisLabel: {color: css('--faint'), fontSize: size, ...a.axisLabel},
    axisLine: {lineStyle: {color: css('--faint')}, ...a.axisLine},
    splitLine: {show: false, lineStyle: {color: css('--line')}, ...a.splitLine},
  };
}

/**
 * The whole option, and the height in pixels that it needs beyond the usual: for titles and legends
 * that wrap, below its axis (`below`), within (`tall`). On paper the title is no part of the
 * picture, but the beginning of its caption.
 */
export function themed(o, width) {
  const ink = css('--ink'),
    faint = css('--faint'),
    size = textSize();
  const extra = o.below || 0;
  const room = width - 24;
  const title = lines(o.title.text, 7.4, room),
    subtitle = lines(o.title.subtext, 6.4, room);
  const above = view.isPaper ? -48 : 16 * (title.length + subtitle.length - 2);
  const rows = o.legend
    ? legendRows(
        o.legend.data.map(d => d.name || d),
        width - 10,
      )
    : 0;
  const isPaged = rows > 5 && !view.isPaper;
  const below = isPaged ? 0 : (view.isPaper ? 18 : 22) * Math.max(0, rows - 1);
  const legend = view.isPaper ? 64 : 74;
  const grid = {left: 62, right: 24, top: 62, bottom: o.legend ? legend : 54, ...o.grid};
  const option = {
    animation: false,
    color: COLOURS,
    backgroundColor: css('--panel'),
    ...o,
    textStyle: {
      color: ink,
      fontFamily: view.isPaper ? 'Helvetica, Arial, sans-serif' : 'system-ui, sans-serif',
    },
    title: {
      show: !view.isPaper,
      left: 12,
      top: 6,
      textStyle: {color: ink, fontSize: 13, fontWeight: 600, lineHeight: 16},
      itemGap: 6,
      subtextStyle: {color: faint, fontSize: 12, lineHeight: 16},
      text: title.join('\n'),
      subtext: subtitle.join('\n'),
    },
    legend: o.legend && {
      type: isPaged ? 'scroll' : 'plain',
      bottom: 0,
      textStyle: {color: ink, fontSize: size},
      itemGap: view.isPaper ? 6 : 10,
      pageTextStyle: {color: ink},
      pageIconColor: ink,
      pageIconInactiveColor: css('--line'),
      ...o.legend,
    },
    grid: {...grid, top: grid.top + above, bottom: grid.bottom + extra + below},
    parallel: o.parallel && {...o.parallel, top: o.parallel.top + above},
    xAxis: axisOption(o.xAxis && {...o.xAxis, nameGap: (o.xAxis.nameGap || 34) + extra}),
    yAxis: axisOption(o.yAxis && {nameGap: 44, splitLine: {show: true}, ...o.yAxis}),
    tooltip: {
      confine: true,
      backgroundColor: css('--panel'),
      borderColor: css('--line'),
      textStyle: {color: ink, fontSize: 13},
      ...o.tooltip,
    },
  };
  return {option, more: above + below + extra + (o.tall || 0)};
}

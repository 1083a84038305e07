/** @file The horizontal axis of a setting: numbers at their distances, names side by side. */
import {css, textSize} from './layout.js';
import {number} from './text.js';

/** A scale for values that an axis shows; `mode` is auto, linear, log or even. */
export function scaleOf(axis, shown, mode, width) {
  const numbers = shown.map(i => Number(axis.values[i]));
  const isNumeric = axis.numeric && numbers.every(Number.isFinite);
  const isPositive = isNumeric && Math.min(...numbers) > 0;
  const isWide = isPositive && Math.max(...numbers) / Math.min(...numbers) >= 16;
  let kind = mode === 'auto' ? (isWide ? 'log' : 'linear') : mode;
  if (!isNumeric || (kind === 'log' && !isPositive))
    kind = isNumeric && kind === 'log' ? 'linear' : 'even';
  const at = new Map(
    shown.map((i, k) => [
      i,
      kind === 'even' ? k : kind === 'log' ? Math.log10(numbers[k]) : numbers[k],
    ]),
  );
  const ends = [...at.values()];
  const low = Math.min(...ends),
    high = Math.max(...ends);
  const margin = kind === 'even' ? 0.6 : (high - low || 1) * 0.07;
  const room = Math.max(60, width - 90);
  const pixels = i => ((at.get(i) - low + margin) / (high - low + 2 * margin)) * room;
  return {
    kind,
    isNumeric,
    position: i => at.get(i),
    /** The value nearest to a position. */
    nearest: x =>
      shown.reduce((a, b) => (Math.abs(at.get(b) - x) < Math.abs(at.get(a) - x) ? b : a)),
    ...ticksOf(axis, shown, pixels, kind, at),
    range: {min: low - margin, max: high + margin},
    /** The room in pixels between neighbours where they are closest. */
    gap:
      shown.length < 2
        ? room / 2
        : Math.min(...shown.slice(1).map((i, k) => Math.abs(pixels(i) - pixels(shown[k])))),
  };
}

/**
 * Labels of an axis of names as ECharts draws it: where they would overlap, names are turned, and of
 * numbers some are left out.
 */
export function namesBelow(names, isNumeric, width) {
  const size = textSize(),
    longest = Math.max(...names.map(n => n.length)),
    room = Math.max(60, width - 90) / names.length;
  if (longest * size * 0.58 + 6 <= room) return {below: 0, axisLabel: {interval: 0}};
  if (isNumeric || names.length > 24) return {below: 0, axisLabel: {hideOverlap: true}};
  return {
    below: Math.min(96, longest * size * 0.36),
    axisLabel: {interval: 0, rotate: 34, width: 26 * size * 0.58, overflow: 'truncate'},
  };
}

/** Labels of an axis from 0 to an end that has one: whatever would meet the end's is left out. */
export function labelsTo(end, width) {
  const wide = v => number(v).length * textSize() * 0.58 + 6,
    room = Math.max(60, width - 90);
  return {
    hideOverlap: true,
    formatter: v =>
      v < end && ((end - v) / end) * room < (wide(v) + wide(end)) / 2 ? '' : number(v),
  };
}

/** Labels below each value; where they would overlap, names are turned and numbers left out. */
function ticksOf(axis, shown, pixels, kind, at) {
  const size = textSize(),
    wide = name => name.length * size * 0.58 + 6;
  const names = shown.map(i => axis.names[i]);
  const cut = names.map(n => (n.length > 26 ? n.slice(0, 25) + '…' : n));
  const isTight = (skip = 1) =>
    cut.some(
      (n, k) =>
        k + skip < cut.length &&
        (wide(n) + wide(cut[k + skip])) / 2 > Math.abs(pixels(shown[k + skip]) - pixels(shown[k])),
    );
  const isTurned = kind === 'even' && shown.length <= 24 && isTight();
  const longest = Math.max(0, ...cut.map(n => n.length));
  const below = isTurned ? Math.min(96, longest * size * 0.36) : 0;
  let lastEnd = -Infinity;
  const labels = shown.map((i, k) => {
    const start = pixels(i) - wide(cut[k]) / 2;
    if (!isTurned && start < lastEnd) return '';
    lastEnd = pixels(i) + wide(cut[k]) / 2;
    return cut[k];
  });
  const series = {
    type: 'custom',
    silent: true,
    tooltip: {show: false},
    clip: false,
    z: 5,
    data: shown.map(i => [at.get(i), 0]),
    encode: {x: 0},
    renderItem(params, api) {
      const {y, height} = params.coordSys,
        x = api.coord([api.value(0), api.value(1)])[0],
        colour = css('--faint');
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: {x1: x, y1: y + height, x2: x, y2: y + height + 5},
            style: {stroke: colour},
          },
          {
            type: 'text',
            x,
            y: y + height + 8,
            rotation: isTurned ? 0.6 : 0,
            style: {
              text: labels[params.dataIndex],
              fill: colour,
              fontSize: size,
              align: isTurned ? 'right' : 'center',
              verticalAlign: 'top',
            },
          },
        ],
      };
    },
  };
  return {ticks: series, below};
}

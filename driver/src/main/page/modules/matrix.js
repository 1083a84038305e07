/** @file Matrices as heat maps. */
import {CIVIDIS, DIVERGING} from './colours.js';
import {css, textSize} from './layout.js';
import {plot} from './plot.js';
import {escaped, number} from './text.js';

export function heat(parent, title, rows, options = {}) {
  const height = rows.length,
    width = rows[0].length;
  const cells = [];
  rows.forEach((row, i) =>
    row.forEach((v, j) => {
      if (v !== null && !(options.causal && j > i)) cells.push([j, i, v]);
    }),
  );
  const names = n => (options.names ? options.names(n) : [...Array(n).keys()].map(String));
  const columns = (options.columns || names)(width);
  // so many labels a side, however many rows there are
  const every = (n, most) => ({
    fontSize: Math.min(10.67, textSize()),
    interval: Math.ceil(n / most) - 1,
    hideOverlap: true,
  });
  const left = options.names ? 92 : 58;
  return plot(parent, title, () => {
    const peak = Math.max(1e-9, ...cells.map(c => Math.abs(c[2])));
    const low = options.signed ? -peak : 0,
      high = options.signed ? peak : 1;
    return {
      title: {text: title, subtext: options.n || 'n = 1 trial'},
      grid: {left, right: 58, top: 58, bottom: 54},
      xAxis: {
        type: 'category',
        name: options.x,
        data: columns,
        axisLabel: every(width, options.names ? 5 : 14),
        splitLine: {show: false},
      },
      yAxis: {
        type: 'category',
        name: options.y,
        inverse: true,
        data: names(height),
        axisLabel: every(height, 14),
        splitLine: {show: false},
        nameGap: left - 22,
      },
      visualMap: {
        min: low,
        max: high,
        text: [number(+high.toPrecision(2)), number(+low.toPrecision(2))],
        calculable: false,
        right: 8,
        top: 'middle',
        itemHeight: 120,
        itemWidth: 10,
        inRange: {color: options.signed ? DIVERGING : CIVIDIS},
        textStyle: {color: css('--ink'), fontSize: 10.67},
      },
      tooltip: {
        formatter: q =>
          `${escaped(names(height)[q.value[1]])} → ${escaped(columns[q.value[0]])}: ${number(q.value[2])}`,
      },
      series: [
        {type: 'heatmap', data: cells, progressive: 0},
        ...(options.blocks ? [bounds(options.blocks, width, height)] : []),
      ],
    };
  });
}

/** Lines between the blocks of a matrix: before each of these rows and columns. */
export function bounds(at, width, height) {
  return {
    type: 'custom',
    silent: true,
    z: 4,
    data: [[0, 0]],
    renderItem(params, api) {
      const [x0, y0] = api.coord([0, 0]),
        [dx, dy] = api.size([1, 1]);
      const x = k => x0 + (k - 0.5) * dx,
        y = k => y0 + (k - 0.5) * dy,
        style = {stroke: css('--faint'), lineWidth: 1};
      return {
        type: 'group',
        children: at.flatMap(k => [
          ...(k < width
            ? [{type: 'line', shape: {x1: x(k), y1: y(0), x2: x(k), y2: y(height)}, style}]
            : []),
          ...(k < height
            ? [{type: 'line', shape: {x1: x(0), y1: y(k), x2: x(width), y2: y(k)}, style}]
            : []),
        ]),
      };
    },
  };
}

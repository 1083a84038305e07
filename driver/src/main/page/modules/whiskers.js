/** @file Means with their intervals. */

/** Half the width of a whisker's cap in pixels. */
const CAP = 4;

/**
 * Means with their intervals as lines with caps; moved aside by some pixels so as not to hide
 * another's, and with them the line that joins neighbours.
 *
 * @param points places on the horizontal axis, each with its estimate or null
 */
export function whiskers(name, points, {colour, symbol, isJoined, aside}) {
  const known = points.map(p => p.estimate);
  const shown = points.flatMap((p, i) => (known[i] ? [i] : []));
  return [
    {
      name,
      type: 'line',
      symbol,
      symbolSize: 8,
      symbolOffset: [aside, 0],
      itemStyle: {color: colour},
      lineStyle: {color: colour, opacity: 0}, // it would not go aside
      data: points.map(p => [p.x, p.estimate && p.estimate.mean]),
    },
    {
      name,
      type: 'custom',
      silent: true,
      tooltip: {show: false},
      clip: false,
      z: 3,
      itemStyle: {color: colour},
      encode: {x: 0, y: [1, 2]},
      data: shown.map(i => [
        points[i].x,
        known[i].low ?? known[i].mean,
        known[i].high ?? known[i].mean,
      ]),
      renderItem(params, api) {
        const i = shown[params.dataIndex],
          place = (k, y) => api.coord([points[k].x, y]),
          line = (x1, y1, x2, y2, lineWidth) => ({
            type: 'line',
            shape: {x1, y1, x2, y2},
            style: {stroke: colour, lineWidth},
          });
        const [centre, y] = place(i, known[i].mean),
          x = centre + aside,
          children = [];
        if (known[i].low !== null) {
          const low = place(i, known[i].low)[1],
            high = place(i, known[i].high)[1];
          children.push(
            line(x, low, x, high, 1.5),
            line(x - CAP, low, x + CAP, low, 1.5),
            line(x - CAP, high, x + CAP, high, 1.5),
          );
        }
        if (isJoined && known[i + 1]) {
          const [next, y2] = place(i + 1, known[i + 1].mean);
          children.push(line(x, y, next + aside, y2, 2));
        }
        return {type: 'group', children};
      },
    },
  ];
}

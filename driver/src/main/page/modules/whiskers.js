/** @file Means with their intervals, at names. */

/** Half the width of a whisker's cap in pixels. */
const CAP = 5;

/**
 * Means with their intervals as lines with caps, at the places that a plot shows; moved aside by
 * some pixels so as not to hide another's, and with them the line that joins neighbours.
 */
export function whiskers(name, points, shown, {colour, symbol, isJoined, aside}) {
  const data = shown.map(at => points.find(p => p.at === at)?.estimate ?? null);
  return [
    {
      name,
      type: 'line',
      symbol,
      symbolSize: 8,
      symbolOffset: [aside, 0],
      itemStyle: {color: colour},
      lineStyle: {color: colour, opacity: 0}, // it would not go aside
      data: data.map(e => e && e.mean),
    },
    {
      name,
      type: 'custom',
      clip: true,
      itemStyle: {color: colour},
      silent: true,
      tooltip: {show: false},
      data: data.flatMap((e, i) => (e ? [[i, e.low ?? e.mean, e.high ?? e.mean]] : [])),
      renderItem(params, api) {
        const i = api.value(0),
          [at, low] = api.coord([i, api.value(1)]),
          x = at + aside,
          high = api.coord([i, api.value(2)])[1],
          line = (x1, y1, x2, y2, lineWidth) => ({
            type: 'line',
            shape: {x1, y1, x2, y2},
            style: {stroke: colour, lineWidth},
          });
        const children = [];
        if (data[i].low !== null) {
          children.push(
            line(x, low, x, high, 1.5),
            line(x - CAP, low, x + CAP, low, 1.5),
            line(x - CAP, high, x + CAP, high, 1.5),
          );
        }
        if (isJoined && data[i + 1]) {
          const [from, y1] = api.coord([i, data[i].mean]),
            [to, y2] = api.coord([i + 1, data[i + 1].mean]);
          children.push(line(from + aside, y1, to + aside, y2, 2));
        }
        return {type: 'group', children};
      },
      encode: {x: 0, y: [1, 2]},
      z: 3,
    },
  ];
}

/** @file Means with their intervals, at names. */

/** Half the width of a whisker's cap in pixels. */
const CAP = 5;

/**
 * Means with their intervals as lines with caps, at the places that a plot shows; moved aside by
 * some pixels so as not to hide another's.
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
      lineStyle: {color: colour, opacity: isJoined ? 1 : 0},
      data: data.map(e => e && e.mean),
      connectNulls: false,
    },
    {
      name,
      type: 'custom',
      clip: true,
      itemStyle: {color: colour},
      silent: true,
      tooltip: {show: false},
      data: data.flatMap((e, i) => (e && e.low !== null ? [[i, e.low, e.high]] : [])),
      renderItem(params, api) {
        const [at, low] = api.coord([api.value(0), api.value(1)]),
          x = at + aside,
          high = api.coord([api.value(0), api.value(2)])[1];
        const style = {stroke: colour, lineWidth: 1.5};
        return {
          type: 'group',
          children: [
            {type: 'line', shape: {x1: x, y1: low, x2: x, y2: high}, style},
            {type: 'line', shape: {x1: x - CAP, y1: low, x2: x + CAP, y2: low}, style},
            {type: 'line', shape: {x1: x - CAP, y1: high, x2: x + CAP, y2: high}, style},
          ],
        };
      },
      encode: {x: 0, y: [1, 2]},
      z: 3,
    },
  ];
}

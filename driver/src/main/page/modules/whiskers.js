/** @file Means with their intervals. */
/** Mean with interval as a line with whiskers; x by name, moved aside by some pixels so as not to hide another's. */
export function whiskers(name, points, categories, colour, symbol, joined, aside) {
  const data = categories.map(c => points.find(p => p.value === c) || null);
  return [
    {
      name,
      type: 'line',
      symbol,
      symbolSize: 8,
      symbolOffset: [aside, 0],
      itemStyle: {color: colour},
      lineStyle: {color: colour, opacity: joined ? 1 : 0},
      data: data.map(p => p && p.interval.mean),
      connectNulls: false,
    },
    {
      name,
      type: 'custom',
      clip: true,
      itemStyle: {color: colour},
      silent: true,
      tooltip: {show: false},
      data: data.map((p, i) => (p ? [i, p.interval.low, p.interval.high] : [i, NaN, NaN])),
      renderItem(params, api) {
        if (Number.isNaN(api.value(1))) return null;
        const [at, low] = api.coord([api.value(0), api.value(1)]),
          x = at + aside,
          high = api.coord([api.value(0), api.value(2)])[1];
        const style = {stroke: colour, lineWidth: 1.5};
        return {
          type: 'group',
          children: [
            {type: 'line', shape: {x1: x, y1: low, x2: x, y2: high}, style},
            {type: 'line', shape: {x1: x - 5, y1: low, x2: x + 5, y2: low}, style},
            {type: 'line', shape: {x1: x - 5, y1: high, x2: x + 5, y2: high}, style},
          ],
        };
      },
      encode: {x: 0, y: [1, 2]},
      z: 3,
    },
  ];
}

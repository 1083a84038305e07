/** @file Learning curves. */
import {COLOURS, SYMBOLS} from './colours.js';
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {css} from './layout.js';
import {plot} from './plot.js';
import {escaped, interval, number, range} from './text.js';

export function curves() {
  const s = section(
    'curves',
    'Learning curves',
    'Mean over trials; the band is the 95 % confidence interval of the mean. Dashed: ' +
      'what the transition posterior, which knows the graph, reaches on the same ' +
      'sequences.',
  );
  const state = {
    by: R.curves.length > 1 && R.curves[1].curves.length <= 6 ? R.curves[1].axis : '',
    what: 'testLoss',
  };
  const find = () => R.curves.find(c => (c.axis || '') === state.by);
  const figure = el('figure', {}),
    caption = el('figcaption', {});
  const countOf = c =>
    Math.max(...c.points.map(p => (p.testLoss || p.parentAttention || {n: 0}).n));
  const nOf = () =>
    range(find().curves.map(countOf)) +
    (find().curves.length === 1 ? ' trials' : ' trials a curve') +
    ', 95 % interval (t)';
  const nameOf = c => (c.value === null ? 'all' : c.value);
  const ceilingOf = all =>
    Math.ceil(
      20 *
        Math.max(
          ...all.curves.flatMap(c =>
            c.points
              .filter(p => p.testLoss)
              .map(p => (p.testLoss.n > 2 ? p.testLoss.high : p.testLoss.mean)),
          ),
        ),
    ) / 20;
  const beyond = () =>
    state.what === 'testLoss' ? find().curves.filter(c => c.posteriorLoss > ceilingOf(find())) : [];
  const captionOf = () =>
    find()
      .curves.map(c => `${nameOf(c)}: n = ${countOf(c)}`)
      .join('; ') +
    ' trials.' +
    (beyond().length
      ? ' The posterior lies above the frame for ' +
        beyond()
          .map(c => `${nameOf(c)} (${number(c.posteriorLoss)})`)
          .join(', ') +
        '.'
      : '');
  const chart = {};
  const update = () => {
    chart.one.name = `${state.what} over training`;
    chart.one.draw();
    caption.textContent = captionOf();
  };
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'curve of',
        [
          ['testLoss', 'test loss'],
          ['parentAttention', 'attention on the parent'],
        ],
        v => {
          state.what = v;
          update();
        },
        state.what,
      ),
      select(
        'one curve for each',
        R.curves.map(c => [c.axis || '', c.axis || '–']),
        v => {
          state.by = v;
          update();
        },
        state.by,
      ),
    ),
  );
  chart.one = plot(figure, 'learning curves', () => {
    const all = find(),
      loss = state.what === 'testLoss';
    const series = all.curves.flatMap((c, i) => {
      const name = c.value === null ? 'all trials' : `${all.axis} = ${c.value}`,
        colour = COLOURS[i % COLOURS.length];
      const points = c.points.filter(p => p[state.what]);
      const ribbon = [
        ...points.map(p => [p.step, p[state.what].high]),
        ...points
          .slice()
          .reverse()
          .map(p => [p.step, p[state.what].low]),
      ];
      return [
        {
          name,
          type: 'custom',
          silent: true,
          tooltip: {show: false},
          data: points.length > 1 ? [[points[0].step, points[0][state.what].mean]] : [],
          renderItem: (params, api) => ({
            type: 'polygon',
            shape: {points: ribbon.map(q => api.coord(q))},
            style: {fill: colour, opacity: 0.18},
          }),
          clip: true,
          encode: {x: 0, y: 1},
          z: 1,
        },
        {
          name,
          type: 'line',
          symbol: SYMBOLS[i % SYMBOLS.length],
          symbolSize: 5,
          showSymbol: points.length < 40,
          itemStyle: {color: colour},
          data: points.map(p => [p.step, p[state.what].mean, p[state.what]]),
          markLine:
            loss && c.posteriorLoss !== null
              ? {
                  silent: true,
                  symbol: 'none',
                  label: {
                    show: all.curves.length === 1,
                    formatter: 'transition posterior',
                    color: css('--faint'),
                    position: 'insideEndTop',
                  },
                  lineStyle: {type: 'dashed', color: colour},
                  data: [{yAxis: c.posteriorLoss}],
                }
              : undefined,
        },
      ];
    });
    const floor = loss
      ? Math.max(
          0,
          Math.min(
            ...all.curves.map(c => c.posteriorLoss ?? Infinity),
            ...all.curves.flatMap(c =>
              c.points
                .filter(p => p.testLoss)
                .map(p => (p.testLoss.n > 2 ? p.testLoss.low : p.testLoss.mean)),
            ),
          ),
        )
      : 0;
    const ceiling = ceilingOf(all);
    return {
      title: {
        text: loss ? 'test loss over training' : 'attention on the parent over training',
        subtext: nOf(),
      },
      legend: all.axis ? {data: all.curves.map(c => `${all.axis} = ${c.value}`)} : undefined,
      tooltip: {
        trigger: 'axis',
        formatter: ps =>
          `step ${ps[0].value[0]}<br>` +
          ps
            .filter(q => q.value[2])
            .map(q => `${escaped(q.seriesName)}: ${interval(q.value[2])}`)
            .join('<br>'),
      },
      xAxis: {
        type: 'value',
        name: 'gradient steps',
        max: 'dataMax',
        axisLabel: {hideOverlap: true},
      },
      yAxis: loss
        ? {
            type: 'value',
            name: 'cross-entropy (nats)',
            min: Number.isFinite(floor) ? Math.floor(floor * 20) / 20 : null,
            max: Number.isFinite(ceiling) ? ceiling : null,
          }
        : {type: 'value', name: 'attention on the parent', min: 0, max: 1},
      series,
    };
  });
  caption.textContent = captionOf();
  figure.append(caption);
  s.append(figure);
}

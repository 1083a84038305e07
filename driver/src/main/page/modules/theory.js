/** @file Theory beside measurement. */
import {COLOURS} from './colours.js';
import {R} from './data.js';
import {el, section} from './elements.js';
import {plot} from './plot.js';
import {ofAllTrials} from './selection.js';
import {counted, number} from './text.js';

export function theory() {
  const t = R.theory;
  if (!t.points.length) return;
  const s = section(
    'theory',
    'Before training: gradient against mutual information',
    'Each dot is a pair (child, candidate). The paper proves that the gradient of ' +
      'attention is a mutual information: edges should lie at the upper right before a ' +
      'single step is taken.',
  );
  const edges = t.points.filter(p => p[2]).length;
  const shown =
    t.points.length < t.pairs
      ? `; shown are ${number(edges)} of ${number(t.edges)} edges and ` +
        `${number(t.points.length - edges)} of ${number(t.pairs - t.edges)} other pairs`
      : '';
  const ofAll = ofAllTrials(R.axes.map(a => a.path));
  const figure = el('figure', {});
  plot(figure, 'gradient against mutual information', () => ({
    title: {
      text: 'gradient at the first step',
      subtext: `n = ${counted(t.pairs, 'pair')}, ${number(t.edges)} of them edges${shown}${ofAll}`,
    },
    legend: {data: ['edge', 'no edge']},
    tooltip: {
      formatter: q =>
        `${q.seriesName}<br>mutual information ${number(q.value[0])}<br>−gradient ${number(q.value[1])}`,
    },
    xAxis: {
      type: 'value',
      name: 'chi-squared mutual information g_ij',
      axisLine: {onZero: false},
    },
    yAxis: {
      type: 'value',
      name: '−dL/dA1 (nats)',
      nameGap: 62,
      axisLabel: {formatter: number},
      axisLine: {onZero: false},
      scale: true,
    },
    grid: {left: 88, bottom: 74},
    series: [false, true].map(edge => ({
      name: edge ? 'edge' : 'no edge',
      type: 'scatter',
      symbol: edge ? 'diamond' : 'circle',
      symbolSize: edge ? 8 : 5,
      itemStyle: {color: edge ? COLOURS[1] : COLOURS[0], opacity: 0.65},
      progressive: 0,
      data: t.points.filter(p => p[2] === edge).map(p => [p[0], p[1]]),
    })),
  }));
  figure.append(
    el(
      'figcaption',
      {},
      `n = ${counted(t.pairs, 'pair')}, of which ${number(t.edges)} ${t.edges === 1 ? 'is an edge' : 'are edges'}` +
        `${shown || '; all are shown'}${ofAll}.`,
    ),
  );
  s.append(figure);
}

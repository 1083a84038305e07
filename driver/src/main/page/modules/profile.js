/** @file Attention on the parent, by position. */
import {COLOURS, DASHES} from './colours.js';
import {R} from './data.js';
import {el, section} from './elements.js';
import {css} from './layout.js';
import {plot} from './plot.js';
import {ofAllTrials} from './selection.js';
import {counted, number} from './text.js';
import {dashed} from './yardsticks.js';

const OVER_EDGES = 'mean over edges',
  EVENLY = 'uniform attention';

/** Attention that is spread evenly over a position and all before it. */
const chanceAt = position => 1 / (position + 1);

export function profile() {
  const p = R.profile;
  if (!p.points.length) return;
  const s = section(
    'positions',
    'Attention on the parent, by position',
    'First-layer attention from each child to its parent after training, mean over ' +
      'all edges of all trials that end at a position; the band is one standard deviation over these ' +
      'edges, as in the paper’s Figure 9, and no interval of the mean. Dashed: attention that is spread ' +
      'evenly over a position and all before it, as before training.',
  );
  const edges = p.points.reduce((n, x) => n + x.edges, 0);
  const figure = el('figure', {});
  plot(figure, 'attention on the parent by position', () => ({
    title: {
      text: 'attention on the parent by position',
      subtext:
        `n = ${counted(edges, 'edge')} in ${counted(p.trials, 'trial')}; mean over trials of all settings ` +
        `${number(p.mean)} ± ${number(p.sd)} (sd)${ofAllTrials([])}`,
    },
    legend: {data: [OVER_EDGES, {name: EVENLY, icon: DASHES, itemStyle: {color: css('--faint')}}]},
    tooltip: {
      trigger: 'axis',
      formatter: q => {
        const x = p.points[q[0].dataIndex];
        return (
          `position ${x.position}: ${number(x.mean)} ± ${number(x.sd)}, n = ${counted(x.edges, 'edge')}` +
          `<br>${EVENLY}: ${number(chanceAt(x.position))}`
        );
      },
    },
    xAxis: {type: 'category', name: 'position of the child', data: p.points.map(x => x.position)},
    yAxis: {type: 'value', name: 'attention', min: 0, max: 1},
    series: [
      {
        type: 'line',
        stack: 'sd',
        symbol: 'none',
        silent: true,
        lineStyle: {opacity: 0},
        data: p.points.map(x => Math.max(0, x.mean - x.sd)),
      },
      {
        type: 'line',
        stack: 'sd',
        symbol: 'none',
        silent: true,
        lineStyle: {opacity: 0},
        areaStyle: {color: COLOURS[0], opacity: 0.2},
        data: p.points.map(x => Math.min(1, x.mean + x.sd) - Math.max(0, x.mean - x.sd)),
      },
      {...dashed(p.points.map(x => chanceAt(x.position))), name: EVENLY},
      {
        name: OVER_EDGES,
        type: 'line',
        symbolSize: 7,
        itemStyle: {color: COLOURS[0]},
        data: p.points.map(x => x.mean),
      },
    ],
  }));
  figure.append(
    el(
      'figcaption',
      {},
      `n = ${counted(edges, 'edge')} in ${counted(p.trials, 'trial')}${ofAllTrials([])}.`,
    ),
  );
  s.append(figure);
}

/** @file Where attention goes. */
import {COLOURS} from './colours.js';
import {R} from './data.js';
import {el, section, select} from './elements.js';
import {plot} from './plot.js';
import {namesBelow} from './scale.js';
import {ofAllTrials} from './selection.js';
import {number, range} from './text.js';

const nameOfAxis = ({axis}) => (axis ? R.axes.find(a => a.path === axis).label : '');

export function shares() {
  if (!R.shares.length || !R.shares[0].bars.length) return;
  const s = section(
    'shares',
    'Where attention goes',
    'First-layer attention of the positions that have a parent before them, the largest over heads, ' +
      'by what the position attended to is to the child: shares of what a position attends with in ' +
      'all, of which each position of each trial counts once.',
  );
  const order = ['parent', 'self', 'sibling', 'ancestor', 'child', 'confounded', 'other'];
  const state = {by: R.shares.length > 1 ? R.shares[1].axis : ''};
  const find = () => R.shares.find(x => (x.axis || '') === state.by);
  const figure = el('figure', {}),
    caption = el('figcaption', {});
  const captionOf = () =>
    'n = ' +
    find()
      .bars.map(b => `${number(b.rows)}${b.value === null ? '' : ' (' + b.value + ')'}`)
      .join(', ') +
    ` rows${ofAllTrials([state.by])}.`;
  const chart = {};
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'one bar for each',
        R.shares.map(x => [x.axis || '', nameOfAxis(x) || '–']),
        v => {
          state.by = v;
          chart.one.draw();
          caption.textContent = captionOf();
        },
        state.by,
      ),
    ),
  );
  chart.one = plot(figure, 'where attention goes', width => {
    const x = find(),
      present = [
        ...order,
        ...new Set(x.bars.flatMap(b => Object.keys(b.shares)).filter(k => !order.includes(k))),
      ].filter(k => x.bars.some(b => b.shares[k]));
    const names = x.bars.map(b => (b.value === null ? 'all trials' : b.value));
    const labels = namesBelow(
      names,
      names.every(n => Number.isFinite(Number(n))),
      width,
    );
    return {
      below: labels.below,
      title: {
        text: 'where attention goes',
        subtext: `${range(x.bars.map(b => b.rows))} rows a bar${ofAllTrials([state.by])}`,
      },
      legend: {data: present},
      tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'}, valueFormatter: number},
      xAxis: {
        type: 'category',
        name: nameOfAxis(x),
        data: names,
        axisLabel: labels.axisLabel,
      },
      yAxis: {type: 'value', name: 'share', min: 0, max: 1},
      series: present.map((k, i) => ({
        name: k,
        type: 'bar',
        stack: 'all',
        barMaxWidth: 60,
        itemStyle: {color: COLOURS[order.includes(k) ? order.indexOf(k) : i]},
        data: x.bars.map(b => b.shares[k] || 0),
      })),
    };
  });
  caption.textContent = captionOf();
  figure.append(caption);
  s.append(figure);
}

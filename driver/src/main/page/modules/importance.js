/** @file What matters: how much of a measure's variance each axis explains. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {measureOf, R} from './data.js';
import {section} from './elements.js';
import {ofAllTrials} from './selection.js';
import {span} from './span.js';
import {escaped, number} from './text.js';

/** More bars than this do not fit; the smallest shares are left out first. */
const MOST_BARS = 12;

/** Axes that only change together have one share: their paths are joined. */
const labelOf = paths =>
  paths
    .split(' & ')
    .map(path => R.axes.find(a => a.path === path).label)
    .join(' & ');

function nameOf({axis, other}) {
  if (axis === '') return R.rows.isBatched ? 'batches of seeds' : 'seeds';
  return other === '' ? labelOf(axis) : `${labelOf(axis)} × ${labelOf(other)}`;
}

/** The largest shares first; the seeds last, for they are what all others are seen against. */
function shown({bars}) {
  const varied = bars
    .filter(b => b.axis !== '' && b.share !== null)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_BARS);
  return [...varied, ...bars.filter(b => b.axis === '' && b.share !== null)];
}

/** How many bars there are beyond those that fit. */
function barsLeftOut({bars}) {
  const count = bars.filter(b => b.axis !== '' && b.share !== null).length;
  return count > MOST_BARS
    ? `; the ${MOST_BARS} largest of ${count} shares, SQL has the others (importance)`
    : '';
}

const shareOf = b =>
  `${escaped(nameOf(b))}: ${number(b.share)} [${number(b.low)}, ${number(b.high)}] of the variance`;

export function importance() {
  if (!R.importance.length) return;
  const s = section(
    'importance',
    'What matters',
    'The share of a metric’s variance over all trials that an axis explains beside all others, that ' +
      'two axes explain beyond both (a × b), and that seeds alone explain. Shares are those of a ' +
      'functional analysis of variance, less what chance alone would explain; axes that only change ' +
      'together (a & b) have one share. The line is a bootstrap interval, which held the share in 92 ' +
      'to 95 % of simulated studies.',
  );
  const find = measure => R.importance.find(i => i.measure === measure);
  const captionOf = measure =>
    `n = ${number(find(measure).rows)} ${R.rows.isBatched ? 'batches of seeds' : 'trials'}; ` +
    `lines are bootstrap intervals${barsLeftOut(find(measure))}${ofAllTrials(R.axes.map(a => a.path))}.`;
  choice(s, {
    ask: 'metric',
    options: R.importance.map(i => [i.measure, measureOf(i.measure).label]),
    first: R.importance[0].measure,
    name: measure => `what matters for ${measure}`,
    caption: captionOf,
    option: chosen => {
      const bars = shown(find(chosen));
      return {
        title: {
          text: `what matters for ${measureOf(chosen).label}`,
          subtext: captionOf(chosen),
        },
        tooltip: {trigger: 'item', formatter: p => shareOf(bars[p.dataIndex])},
        grid: {left: 130},
        xAxis: {
          type: 'value',
          min: 0,
          max: 1,
          name: 'share of the variance',
          splitLine: {show: true},
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: bars.map(nameOf),
          axisLabel: {width: 118, overflow: 'break', lineHeight: 13},
          splitLine: {show: false},
        },
        series: [
          {
            type: 'bar',
            barMaxWidth: 22,
            data: bars.map(b => ({
              value: b.share,
              itemStyle: {color: COLOURS[b.axis === '' ? 1 : 0]},
            })),
          },
          span(bars),
        ],
      };
    },
  });
}

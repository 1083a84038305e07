/** @file Edge accuracy of attention beside that of other methods on the same sequences. */
import {choice} from './choice.js';
import {COLOURS, DASHES, SYMBOLS} from './colours.js';
import {R} from './data.js';
import {section} from './elements.js';
import {css} from './layout.js';
import {namesBelow} from './scale.js';
import {ofAllTrials} from './selection.js';
import {escaped, range, spread} from './text.js';
import {whiskers} from './whiskers.js';
import {dashed} from './yardsticks.js';

const CHANCE = 'chance';

export function rivals() {
  if (!R.rivals.length) return;
  const s = section(
    'rivals',
    'Attention and its rivals',
    'Share of edges that each method finds in the sequences that the model was trained on: mean ' +
      'over replicates (seeds) with its 95 % interval. Dashed is what a ' +
      'uniform guess finds, which is also where attention begins.',
  );
  const longest = [...R.rivals].sort((a, b) => mostPoints(b) - mostPoints(a))[0];
  const find = axis => R.rivals.find(e => e.axis === axis);
  choice(s, {
    ask: 'against',
    options: R.rivals.map(e => [e.axis, R.axes.find(a => a.path === e.axis).label]),
    first: longest.axis,
    name: axis => `rivals by ${axis}`,
    caption: axis => rivalCaption(find(axis)),
    option: (chosen, width) => {
      const e = find(chosen),
        axis = R.axes.find(a => a.path === e.axis),
        shown = axis.values.filter(v => e.lines.some(l => l.points.some(q => q.value === v)));
      const names = shown.map(v => axis.names[axis.values.indexOf(v)]);
      const labels = namesBelow(names, axis.numeric, width);
      return {
        below: labels.below,
        title: {text: `edge accuracy by ${axis.label}`, subtext: rivalCaption(e)},
        legend: {
          data: e.lines.map(l =>
            l.name === CHANCE
              ? {name: CHANCE, icon: DASHES, itemStyle: {color: css('--faint')}}
              : l.name,
          ),
        },
        tooltip: {
          trigger: 'axis',
          formatter: ps =>
            e.lines
              .map(l => {
                const q = l.points.find(x => x.value === shown[ps[0].dataIndex]);
                return q ? `${escaped(l.name)}: ${spread(q.interval)}` : '';
              })
              .filter(Boolean)
              .join('<br>'),
        },
        xAxis: {
          type: 'category',
          name: axis.label,
          data: names,
          axisLabel: labels.axisLabel,
        },
        yAxis: {type: 'value', name: 'edge accuracy', min: 0, max: 1},
        series: e.lines.flatMap((l, i) => rivalLines(l, i, shown, axis.numeric, e.lines.length)),
      };
    },
  });
}

function mostPoints(effect) {
  return Math.max(...effect.lines.map(l => l.points.length));
}

function rivalCaption(effect) {
  const ns = effect.lines.flatMap(l => l.points.map(q => q.interval.n));
  return `${range(ns)} seeds a point, 95 % interval over seeds${ofAllTrials([effect.axis])}.`;
}

/** Chance is a dashed line without whiskers; names have no order that a line could follow. */
function rivalLines(line, i, shown, numeric, count) {
  const colour = COLOURS[i % COLOURS.length];
  if (line.name !== CHANCE)
    return whiskers(
      line.name,
      line.points,
      shown,
      colour,
      SYMBOLS[i % SYMBOLS.length],
      numeric,
      (i - (count - 1) / 2) * 6,
    );
  const levels = shown.map(v => {
    const q = line.points.find(p => p.value === v);
    return q ? q.interval.mean : null;
  });
  return [{...dashed(levels), name: line.name}];
}

/** @file What the test loss is made of. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {ALL_ROWS, R, axisOf, measureOf, valueOf} from './data.js';
import {section} from './elements.js';
import {namesBelow} from './scale.js';
import {ofAllTrials} from './selection.js';
import {escaped, number, range, spread} from './text.js';
import {yardstickEntry, yardstickMarks, yardsticksOf} from './yardsticks.js';

const BAR = 60;

/** What is no part of the sum and seen beside it: the uniform prediction. */
function uniformOf(path, places) {
  const loss = measureOf('test_loss');
  if (!loss || !axisOf(path)) return [];
  return yardsticksOf(loss, y => y.column === 'uniform_loss').map(of => ({
    of,
    data: places.map(i => of.levelOf(ALL_ROWS.filter(r => valueOf(r, path) === i))),
  }));
}

export function losses() {
  if (!R.losses.length) return;
  const s = section(
    'losses',
    'Where the loss goes',
    'The test loss as a sum: the entropy of the targets, what the Bayes predictor lacks of it, what ' +
      'the paper’s construction lacks of the Bayes predictor, and what training left of the ' +
      'construction’s loss. A part below zero is one by which training or the construction did better. ' +
      'Dashed: the loss of the uniform prediction.',
  );
  const find = axis => R.losses.find(e => e.axis === axis);
  const captionOf = axis =>
    `${range(find(axis).parts.flatMap(p => p.points.map(q => q.interval.n)))} seeds a bar` +
    `${ofAllTrials([axis])}. Hover or focus for the 95 % intervals.`;
  choice(s, {
    ask: 'one bar for each',
    options: R.losses.map(e => [e.axis, R.axes.find(a => a.path === e.axis).label]),
    first: R.losses[0].axis,
    name: axis => `loss by ${axis}`,
    caption: captionOf,
    option: (chosen, width) => {
      const e = find(chosen),
        axis = R.axes.find(a => a.path === e.axis),
        shown = axis.values.filter(v => e.parts.some(p => p.points.some(q => q.value === v)));
      const levels = uniformOf(
        axis.path,
        shown.map(v => axis.values.indexOf(v)),
      );
      const at = (part, v) => part.points.find(q => q.value === v);
      const names = shown.map(v => axis.names[axis.values.indexOf(v)]);
      const labels = namesBelow(names, axis.numeric, width);
      return {
        below: labels.below,
        title: {text: `where the loss goes by ${axis.label}`, subtext: captionOf(chosen)},
        legend: {data: [...e.parts.map(p => p.name), ...levels.map(l => yardstickEntry(l.of))]},
        tooltip: {
          trigger: 'axis',
          axisPointer: {type: 'shadow'},
          formatter: ps =>
            e.parts
              .map(p => {
                const q = at(p, shown[ps[0].dataIndex]);
                return q ? `${escaped(p.name)}: ${spread(q.interval)}` : '';
              })
              .concat(
                levels.map(l => {
                  const level = l.data[ps[0].dataIndex];
                  return level === null ? '' : `${escaped(l.of.name)}: ${number(level)}`;
                }),
              )
              .filter(Boolean)
              .join('<br>'),
        },
        xAxis: {
          type: 'category',
          name: axis.label,
          data: names,
          axisLabel: labels.axisLabel,
        },
        yAxis: {type: 'value', name: 'loss (nats)'},
        series: [
          ...e.parts.map((p, i) => ({
            name: p.name,
            type: 'bar',
            stack: 'all',
            barMaxWidth: BAR,
            itemStyle: {color: COLOURS[i % COLOURS.length]},
            data: shown.map(v => {
              const q = at(p, v);
              return q ? q.interval.mean : null;
            }),
          })),
          ...levels.map(l => yardstickMarks(l.of, l.data, {width: BAR + 12})),
        ],
      };
    },
  });
}

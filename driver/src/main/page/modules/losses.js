/** @file What the test loss is made of. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {ALL_ROWS, AXES, R, axisOf, has, measureOf, measured} from './data.js';
import {section} from './elements.js';
import {estimate} from './estimate.js';
import {namesBelow} from './scale.js';
import {averagingOf, onSelection, rowsAlong} from './selection.js';
import {batched, escaped, estimated, number, sizesOf} from './text.js';
import {yardstickEntry, yardstickMarks, yardsticksOf} from './yardsticks.js';

const BAR = 60;

/** What the test loss is the sum of: the name of a part and its measure. */
const PARTS = [
  ['entropy', 'target_entropy'],
  ['Bayes above entropy', 'bayes_above_entropy'],
  ['architecture gap', 'architecture_gap'],
  ['optimisation gap', 'optimisation_gap'],
].filter(([, column]) => R.rows.measures[column]);

/** Whether the Bayes loss and the construction's are known. */
const isKnown = row => R.rows.measures.architecture_gap && has(row, 'architecture_gap');

const UNBOUNDED = {low: null, high: null};

/** The places of the plot, each with its rows, and for each part its estimate at each place. */
function lossParts(axis) {
  const places = rowsAlong(axis, isKnown);
  const parts = PARTS.map(([name, column]) => ({
    name,
    estimates: places.map(({rows}) => estimate(measured(rows, column), UNBOUNDED)),
  }));
  return {places, parts};
}

/** What is no part of the sum and seen beside it: the uniform prediction. */
function uniformOf(places) {
  const loss = measureOf('test_loss');
  if (!loss) return [];
  return yardsticksOf(loss, y => y.column === 'uniform_loss').map(of => ({
    of,
    data: places.map(({rows}) => of.levelOf(rows)),
  }));
}

export function losses() {
  const rows = ALL_ROWS.filter(isKnown);
  if (!rows.length || !AXES.length) return;
  const s = section(
    'losses',
    'Where the loss goes',
    'The test loss as a sum: the entropy of the targets, what the Bayes predictor lacks of it, what ' +
      'the paper’s construction lacks of the Bayes predictor, and what training left of the ' +
      'construction’s loss. A part below zero is one by which training or the construction did better. ' +
      'Dashed: the loss of the uniform prediction.',
  );
  const renew = choice(s, {
    ask: 'one bar for each',
    options: AXES.map(a => [a.path, a.label]),
    first: AXES[0].path,
    name: axis => `loss by ${axis}`,
    caption: path => lossCaption(path, lossParts(axisOf(path))),
    option: (path, width) => lossOption(axisOf(path), width),
  });
  onSelection(renew);
}

function lossCaption(path, {places, parts}) {
  const known = parts.flatMap(p => p.estimates.filter(e => e !== null));
  return (
    sizesOf(known, 'a bar') +
    averagingOf(
      places.flatMap(p => p.rows),
      [path],
      'the Bayes loss and the construction’s are known',
    ) +
    '. Hover or focus for the 95 % intervals.' +
    batched()
  );
}

function lossOption(axis, width) {
  const {places, parts} = lossParts(axis),
    levels = uniformOf(places);
  const names = places.map(({at}) => axis.names[at]);
  const labels = namesBelow(names, axis.numeric, width);
  return {
    below: labels.below,
    title: {
      text: `where the loss goes by ${axis.label}`,
      subtext: lossCaption(axis.path, {places, parts}),
    },
    legend: {data: [...parts.map(p => p.name), ...levels.map(l => yardstickEntry(l.of))]},
    tooltip: {
      trigger: 'axis',
      axisPointer: {type: 'shadow'},
      formatter: ps => {
        const k = ps[0].dataIndex;
        return [
          `${escaped(axis.label)} ${escaped(names[k])}`,
          ...parts
            .filter(p => p.estimates[k])
            .map(p => `${escaped(p.name)}: ${escaped(estimated(p.estimates[k]))}`),
          ...levels
            .filter(l => l.data[k] !== null)
            .map(l => `${escaped(l.of.name)}: ${number(l.data[k])}`),
        ].join('<br>');
      },
    },
    xAxis: {
      type: 'category',
      name: axis.label,
      data: names,
      axisLabel: labels.axisLabel,
    },
    yAxis: {type: 'value', name: 'loss (nats)'},
    series: [
      ...parts.map((p, i) => ({
        name: p.name,
        type: 'bar',
        stack: 'all',
        barMaxWidth: BAR,
        itemStyle: {color: COLOURS[i % COLOURS.length]},
        data: p.estimates.map(e => e && e.mean),
      })),
      ...levels.map(l => yardstickMarks(l.of, l.data, {width: BAR + 12})),
    ],
  };
}

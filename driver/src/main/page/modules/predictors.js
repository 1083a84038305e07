/** @file Which predictor without training a model is nearest to, as it trains. */
import {choice} from './choice.js';
import {COLOURS} from './colours.js';
import {R} from './data.js';
import {section} from './elements.js';
import {escaped, number} from './text.js';

const TUNED = '-tuned';

export function predictors() {
  if (!R.predictors.length) return;
  const s = section(
    'predictors',
    'Which predictor is it now?',
    'How far the model is from predictors that count instead of training, KL(predictor ‖ model) ' +
      'over held-out sequences: the lower a line, the more the model does what that predictor ' +
      'does. order-m predicts from what has followed the last m symbols in the sequence so far; ' +
      'dashed is its best pseudo-count. A stage, shaded, is where one order is the nearest. ' +
      'model-averaging weighs the structures of a mixture by their posterior, and ' +
      'most-likely-structure goes by one; pool-posterior knows the matrices of the pool, and ' +
      'transition-posterior takes each for a fresh one.',
  );
  const find = id => R.predictors.find(p => p.id === id);
  choice(s, {
    ask: 'trial',
    options: R.predictors.map(p => [p.id, p.title]),
    first: R.predictors[R.predictors.length - 1].id,
    name: id => `predictors of ${find(id).title}`,
    caption: id => caption(find(id)),
    option: id => option(find(id)),
  });
  const along = R.predictors.filter(p => p.lines.some(l => l.positions.length));
  if (!along.length) return;
  choice(s, {
    ask: 'trial by position',
    options: along.map(p => [p.id, p.title]),
    first: along[along.length - 1].id,
    name: id => `predictors by position of ${find(id).title}`,
    caption: () =>
      'n = 1 trial, at the end of training: KL(predictor ‖ model) at each position, mean over ' +
      'held-out sequences.',
    option: id => byPosition(find(id)),
  });
}

function caption(p) {
  const losses = p.lines
    .filter(l => !l.name.endsWith(TUNED))
    .map(l => `${l.name} ${number(l.loss)}`)
    .join(', ');
  const stages = p.stages.map(t => `order ${t.order} from step ${number(t.from)}`).join(', ');
  const parts = ['n = 1 trial.'];
  if (stages) parts.push(`Stages: ${stages}.`);
  return parts.concat(`Losses of the predictors (nats): ${losses}.`).join(' ');
}

function option(p) {
  const names = namesOf(p.lines);
  return {
    title: {text: `which predictor: ${p.title}`, subtext: caption(p)},
    legend: {data: p.lines.map(l => l.name)},
    tooltip: {
      trigger: 'axis',
      formatter: ps =>
        [`step ${number(ps[0].value[0])}`]
          .concat(ps.map(q => `${escaped(q.seriesName)}: ${number(q.value[1])}`))
          .join('<br>'),
    },
    xAxis: {type: 'value', name: 'step'},
    yAxis: {type: 'value', name: 'KL (nats)', min: 0},
    series: p.lines.map((l, i) => ({
      ...styled(l, names),
      data: l.points,
      markArea: i === 0 ? shading(p.stages, names) : undefined,
    })),
  };
}

/** The trained model's distance from each predictor after each token of a sequence. */
function byPosition(p) {
  const shown = p.lines.filter(l => l.positions.length);
  const names = namesOf(p.lines);
  return {
    title: {text: `which predictor, by position: ${p.title}`, subtext: 'at the end of training'},
    legend: {data: shown.map(l => l.name)},
    tooltip: {
      trigger: 'axis',
      formatter: ps =>
        [`position ${ps[0].dataIndex}`]
          .concat(ps.map(q => `${escaped(q.seriesName)}: ${number(q.value)}`))
          .join('<br>'),
    },
    xAxis: {
      type: 'category',
      name: 'position predicted from',
      data: shown[0].positions.map((_, i) => i),
    },
    yAxis: {type: 'value', name: 'KL (nats)', min: 0},
    series: shown.map(l => ({...styled(l, names), data: l.positions})),
  };
}

/** Predictors in the order of their colours; a tuned one has that of its order. */
function namesOf(lines) {
  return [...new Set(lines.map(l => l.name.replace(TUNED, '')))];
}

/** How a predictor's line looks in either plot. */
function styled(line, names) {
  const color = COLOURS[names.indexOf(line.name.replace(TUNED, '')) % COLOURS.length];
  return {
    name: line.name,
    type: 'line',
    showSymbol: false,
    itemStyle: {color},
    lineStyle: {color, type: line.name.endsWith(TUNED) ? 'dashed' : 'solid'},
  };
}

/** A stage has the colour of the order that it is named after. */
function shading(stages, names) {
  return {
    silent: true,
    data: stages.map(t => {
      const color = COLOURS[names.indexOf(`order-${t.order}`) % COLOURS.length];
      return [
        {name: `order ${t.order}`, xAxis: t.from, itemStyle: {color, opacity: 0.1}},
        {xAxis: t.to},
      ];
    }),
  };
}

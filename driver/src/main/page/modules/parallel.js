/** @file Parallel coordinates: each trial a line over axes and metrics; brushing selects trials. */
import {brush, brushed, onBrush} from './brush.js';
import {CIVIDIS} from './colours.js';
import {R, measureOf} from './data.js';
import {el, section, select} from './elements.js';
import {css, textSize} from './layout.js';
import {plot} from './plot.js';
import {held, onSelection, selectedRows} from './selection.js';
import {counted, escaped, number, short} from './text.js';

/** Before the axes there are the trial, its status and its seed. */
const FIRST_AXIS = 3;
const NARROW = 640;
const NO_VALUE = '-';

const columnOf = label => R.trials.columns.indexOf(label, FIRST_AXIS + R.axes.length);

/** What there is a coordinate for: the axes, the metrics of the table, and one of choice. */
function coordinates(more) {
  const axes = R.axes.map((axis, k) => ({
    name: axis.label,
    names: axis.numeric && !axis.values.includes(NO_VALUE) ? null : axis.names,
    value: i => {
      const text = R.trials.rows[i][FIRST_AXIS + k];
      return axis.numeric && !axis.values.includes(NO_VALUE) ? Number(text) : text;
    },
    isLog: isWide(axis),
  }));
  const metrics = R.measures
    .filter(m => columnOf(m.label) >= 0)
    .map(m => ({
      name: m.label,
      bounds: m.bounds,
      value: i => R.trials.rows[i][columnOf(m.label)],
    }))
    .filter(c => R.trials.rows.some((r, i) => c.value(i) !== null));
  const chosen = more ? measureOf(more) : null;
  return [
    ...axes,
    ...metrics,
    ...(chosen
      ? [
          {
            name: chosen.label,
            bounds: chosen.bounds,
            value: i => R.rows.measures[more][R.trials.places[i]],
          },
        ]
      : []),
  ];
}

/** Whether a scale of logarithms tells its numbers better apart. */
function isWide(axis) {
  const numbers = axis.values.map(Number);
  return (
    axis.numeric && numbers.every(v => v > 0) && Math.max(...numbers) / Math.min(...numbers) >= 16
  );
}

function coordinateOption(coordinate, dim, isVertical) {
  const {name, names, bounds, isLog} = coordinate;
  return {
    dim,
    id: `coordinate ${dim}`,
    name: isVertical ? wrapped(name, 16) : wrapped(name, 14),
    type: names ? 'category' : isLog ? 'log' : 'value',
    data: names || undefined,
    scale: true,
    min: bounds && bounds.high !== null ? bounds.low : isLog ? 'dataMin' : null,
    max: bounds && bounds.high !== null ? bounds.high : isLog ? 'dataMax' : null,
    splitNumber: isVertical ? 2 : 5,
    axisLabel: names ? {interval: names.length > 8 ? 'auto' : 0} : {formatter: short},
  };
}

/** A name in lines of about so many letters. */
function wrapped(name, letters) {
  const all = [''];
  for (const word of name.split(' ')) {
    const last = all[all.length - 1];
    if (last && last.length + word.length >= letters) all.push(word);
    else all[all.length - 1] = last ? `${last} ${word}` : word;
  }
  return all.join('\n');
}

function parallelOption(state, width) {
  const shown = coordinates(state.more),
    isVertical = width < NARROW;
  const counting = new Set(selectedRows());
  const places = R.trials.rows.map((r, i) => i).filter(i => counting.has(R.trials.places[i]));
  state.places = places;
  const hue = shown.findIndex((c, k) => k >= R.axes.length);
  const values = places.map(i => shown[hue].value(i)).filter(v => v !== null);
  const ends = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const some = brushed();
  return {
    tall: isVertical ? Math.max(0, 58 * shown.length - 200) : 0,
    title: {
      text: 'trials over axes and metrics',
      subtext:
        `n = ${counted(places.length, 'trial')}, a line each; colour: ${shown[hue].name}` + held(),
    },
    parallel: {
      left: isVertical ? 118 : 60,
      right: isVertical ? 84 : 130,
      top: 96,
      bottom: 30,
      layout: isVertical ? 'vertical' : 'horizontal',
      parallelAxisDefault: {
        nameLocation: isVertical ? 'start' : 'end',
        nameGap: isVertical ? 20 : 10,
        nameTextStyle: {color: css('--ink'), fontSize: textSize(), lineHeight: 14},
        axisLabel: {
          color: css('--ink'),
          fontSize: textSize(),
          hideOverlap: true,
          textBorderColor: css('--panel'),
          textBorderWidth: 3,
        },
        axisLine: {lineStyle: {color: css('--faint')}},
        areaSelectStyle: {width: 22, borderColor: css('--accent'), color: css('--accent')},
      },
    },
    parallelAxis: shown.map((c, dim) => coordinateOption(c, dim, isVertical)),
    visualMap: {
      dimension: hue,
      min: ends[0],
      max: ends[1],
      right: 4,
      top: 'middle',
      precision: 2,
      calculable: false,
      itemHeight: 120,
      itemWidth: 10,
      inRange: {color: CIVIDIS},
      text: [short(ends[1]), short(ends[0])],
      textStyle: {color: css('--ink'), fontSize: textSize()},
    },
    tooltip: {
      trigger: 'item',
      formatter: q =>
        [
          `trial ${R.trials.rows[places[q.dataIndex]][0].slice(0, 12)}`,
          ...shown.map(
            c => `${escaped(c.name)}: ${escaped(cellText(c.value(places[q.dataIndex])))}`,
          ),
        ].join('<br>'),
    },
    series: [
      {
        type: 'parallel',
        progressive: 0,
        inactiveOpacity: 0.06,
        activeOpacity: 0.9,
        lineStyle: {width: 1.2, opacity: 0.6},
        data: places.map(i => ({
          value: shown.map(c => c.value(i) ?? NO_VALUE),
          ...(some && !some.has(i) ? {lineStyle: {opacity: 0.06}} : {}),
        })),
      },
    ],
  };
}

const cellText = v => (typeof v === 'number' ? number(v) : v === null ? '–' : String(v));

/** Takes over what is brushed, by axis; puts it back where the plot has been drawn again. */
function follow(one, state) {
  one.ready = chart => {
    if (state.chart !== chart) {
      state.chart = chart;
      chart.on('axisareaselected', event => {
        if (state.isRestoring) return;
        state.intervals.set(event.parallelAxisId, event.intervals);
        const active = chart.getModel().getSeries()[0].getRawIndicesByActiveState('active');
        const isAny = [...state.intervals.values()].some(ends => ends.length > 0);
        brush(isAny ? active.map(k => state.places[k]) : null);
      });
    }
    state.isRestoring = true;
    state.intervals.forEach((intervals, parallelAxisId) =>
      chart.dispatchAction({type: 'axisAreaSelect', parallelAxisId, intervals}),
    );
    state.isRestoring = false;
  };
}

export function parallel() {
  const metrics = R.measures.filter(m => columnOf(m.label) >= 0);
  if (!R.axes.length || R.trials.rows.length < 2 || !metrics.length) return;
  const s = section(
    'parallel',
    'Trials over axes and metrics',
    'Each trial is a line over the values that it has on the axes and the metrics that it reached. Drag ' +
      'along a coordinate to select the trials that pass there; several selections are taken together. ' +
      'The table below then shows these trials, and of their columns those that differ.',
  );
  const state = {more: '', places: [], intervals: new Map(), chart: null, isRestoring: false};
  const figure = el('figure', {}),
    caption = el('figcaption', {id: 'brushed', 'aria-live': 'polite'});
  const clear = el(
    'button',
    {
      type: 'button',
      onclick: () => {
        state.intervals.clear();
        brush(null);
        one.draw();
      },
    },
    'select all',
  );
  const others = R.rows.isBatched
    ? []
    : R.measures.filter(m => columnOf(m.label) < 0).map(m => [m.column, m.label]);
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'one more metric',
        [['', '–'], ...others],
        v => {
          state.more = v;
          state.intervals.clear();
          brush(null);
          one.draw();
        },
        '',
      ),
      clear,
    ),
  );
  const one = plot(figure, 'trials over axes and metrics', width => parallelOption(state, width));
  follow(one, state);
  figure.append(caption);
  const tell = () => {
    const some = brushed();
    caption.textContent = some
      ? `${counted(some.size, 'trial')} of n = ${number(R.trials.rows.length)} selected.`
      : `n = ${counted(R.trials.rows.length, 'trial')}, all selected.` +
        (R.trials.rows.length < R.trials.trials
          ? ` They are the first of ${number(R.trials.trials)} by id.`
          : '');
  };
  onBrush(tell);
  onSelection(() => one.chart && one.draw());
  tell();
  s.append(figure);
}

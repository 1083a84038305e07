/** @file The causal graph as nodes and arrows, and what attention made of it. */
import {COLOURS} from './colours.js';
import {css, isOnPaper, textSize} from './layout.js';
import {plot} from './plot.js';
import {counted} from './text.js';

/** Room for a number of two digits of 8 points, in pixels. */
const NUMBER_WIDTH = 13;

const KINDS = ['found', 'missing', 'wrong'];

/**
 * Edges by whether attention found them. Of each position that has a parent, the positions that have
 * the single largest attention of their row in some head are taken for its parents, itself excluded.
 *
 * @param edges [child, parent] pairs of the true graph
 * @param heads of each head the position to which each one attends most, -1 where it is not one alone
 */
export function learnedEdges(edges, heads) {
  const isEdge = new Set(edges.map(e => e.join()));
  const learned = new Set();
  for (const child of new Set(edges.map(e => e[0]))) {
    for (const pointsAt of heads) {
      const best = pointsAt[child] ?? -1;
      if (best >= 0 && best !== child) learned.add([child, best].join());
    }
  }
  const pairs = keys => keys.map(k => k.split(',').map(Number));
  return {
    found: pairs([...isEdge].filter(k => learned.has(k))),
    missing: pairs([...isEdge].filter(k => !learned.has(k))),
    wrong: pairs([...learned].filter(k => !isEdge.has(k))),
  };
}

/** How many edges a drawing has, and how many attention cannot find: those that lead back. */
export function edgesOf(trial) {
  const back = trial.values.edges_back;
  return (
    `n = ${counted(trial.edges.length, 'identifiable edge')}` +
    (back > 0 ? ` without ${counted(back, 'edge')} that ${back === 1 ? 'leads' : 'lead'} back` : '')
  );
}

/** Positions on a line; arrows from parent to child, true ones above it and wrong ones below. */
export function graph(parent, trial, heads) {
  const learned = learnedEdges(trial.edges, heads);
  const ends = KINDS.flatMap(kind => learned[kind].flat());
  const size = Math.max(trial.length - 1, ...ends.map(k => k + 1));
  return plot(parent, 'causal graph', width => {
    const colours = {found: COLOURS[0], missing: css('--faint'), wrong: COLOURS[1]};
    const types = {found: 'solid', missing: 'dashed', wrong: 'dotted'};
    // on paper numbers have 8 points whatever the size of a position: where there is no room, not all
    const apart = (width - 50) / size;
    const radius = Math.max(5, Math.min(12, apart / (isOnPaper() ? 2.1 : 2.4)));
    const every = isOnPaper() ? Math.ceil(NUMBER_WIDTH / apart) : 1;
    const arrows = kind => ({
      name: kind,
      type: 'custom',
      coordinateSystem: 'cartesian2d',
      clip: false,
      itemStyle: {color: colours[kind]},
      encode: {x: 0},
      data: learned[kind].map(([child, from]) => [from, child]),
      renderItem: (params, api) =>
        arrow(api, radius, kind === 'wrong' ? 1 : -1, {
          stroke: colours[kind],
          lineDash: types[kind],
        }),
    });
    return {
      title: {
        text: 'causal graph',
        subtext: heads.length
          ? KINDS.map(kind => `${learned[kind].length} ${kind}`).join(', ') +
            ` of ${edgesOf(trial)}, 1 trial`
          : `${edgesOf(trial)}, 1 trial`,
      },
      legend: {
        data: KINDS.map(name => ({name, icon: 'rect', itemStyle: {color: colours[name]}})),
        itemHeight: 3,
        selectedMode: false,
      },
      grid: {left: 16, right: 16, bottom: 44},
      xAxis: {type: 'value', show: false, min: -0.7, max: size - 0.3},
      yAxis: {type: 'value', show: false, min: -1, max: 1},
      tooltip: {
        formatter: q =>
          q.seriesName === 'position'
            ? `position ${q.value[0]}`
            : `${q.seriesName}: ${q.value[0]} → ${q.value[1]}`,
      },
      series: [
        ...KINDS.map(arrows),
        {
          name: 'position',
          type: 'scatter',
          symbolSize: 2 * radius,
          z: 5,
          itemStyle: {color: css('--panel'), borderColor: css('--ink'), borderWidth: 1.2},
          label: {
            show: true,
            color: css('--ink'),
            fontSize: isOnPaper() ? textSize() : Math.min(textSize(), radius * 1.15),
            formatter: q => (q.value[0] % every === 0 ? String(q.value[0]) : ''),
          },
          data: [...Array(size).keys()].map(k => [k, 0]),
        },
      ],
    };
  });
}

/** An arc from one position to a later or earlier one, with a head where it arrives. */
function arrow(api, radius, side, style) {
  const [x1, y] = api.coord([api.value(0), 0]),
    [x2] = api.coord([api.value(1), 0]);
  const direction = Math.sign(x2 - x1);
  const top =
    y + side * (radius + Math.min(0.42 * api.size([0, 1])[1] * 2, 12 + Math.abs(x2 - x1) * 0.42));
  const startX = x1 + direction * radius * 0.5,
    endX = x2 - direction * radius * 0.5,
    endY = y + side * radius * 0.95;
  return {
    type: 'group',
    children: [
      {
        type: 'bezierCurve',
        shape: {
          x1: startX,
          y1: endY,
          cpx1: startX,
          cpy1: top,
          cpx2: endX,
          cpy2: top,
          x2: endX,
          y2: endY,
        },
        style: {...style, fill: null, lineWidth: 1.6},
      },
      {
        type: 'polygon',
        shape: {
          points: [
            [endX, endY],
            [endX - 3.5, endY + side * 7],
            [endX + 3.5, endY + side * 7],
          ],
        },
        style: {fill: style.stroke},
      },
    ],
  };
}

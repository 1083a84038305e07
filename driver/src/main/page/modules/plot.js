/** @file A plot in its box: drawn when it comes into view, read by arrow keys, saved by buttons. */
import {el} from './elements.js';
import {themed} from './layout.js';
import {savePng, saveSvg} from './save.js';

/** All plots of the page. */
export const charts = [];

/**
 * A plot: `option` gives ECharts its description, anew whenever the theme changes; what is in it
 * beside that is `caption`, where more is to stand below it on paper than in its subtitle. Arrow
 * keys walk through its points and read them out, buttons save it. `ready` is given the chart when
 * it has been drawn.
 */
export function plot(parent, name, option) {
  const box = el('div', {
    class: 'chart',
    role: 'img',
    tabindex: '0',
    onkeydown: e => {
      if (walk(one, e.key)) e.preventDefault();
    },
    onblur: () => one.hideTip(),
  });
  const one = {
    box,
    name,
    option,
    chart: null,
    at: -1,
    ready: null,
    draw() {
      const {option: o, more} = themed(this.option(box.clientWidth), box.clientWidth);
      this.shown = o;
      this.at = -1;
      box.dataset.name = this.name;
      box.style.setProperty('--more', more + 'px');
      if (!this.chart) this.chart = echarts.init(box, null, {renderer: 'svg'});
      this.hideTip();
      if (this.chart.getHeight() !== box.clientHeight) this.chart.resize();
      this.chart.setOption(o, true);
      if (this.ready) this.ready(this.chart);
      const label = `${o.title.text}. ${o.title.subtext}. Arrow keys read the numbers.`.replace(
        /\n/g,
        ' ',
      );
      box.setAttribute('aria-label', label);
    },
    titled() {
      return this.option(box.clientWidth).title.text;
    },
    /** Before whatever draws again too: ECharts shows a tip once more, later, on a view that is gone by then. */
    hideTip() {
      if (this.chart) this.chart.dispatchAction({type: 'hideTip'});
    },
    resize() {
      if (!this.chart) return;
      this.hideTip();
      this.chart.resize();
      this.draw();
    },
  };
  const saves = (format, what, save) =>
    el(
      'button',
      {
        type: 'button',
        title: `save this plot as ${what}`,
        'aria-label': `save ${name} as ${what}`,
        onclick: save,
      },
      format,
    );
  const buttons = [
    saves('SVG 3.3 in', 'SVG for one column, 3.3 inches wide', () => saveSvg(one, 3.3)),
    saves('SVG 6.8 in', 'SVG for two columns, 6.8 inches wide', () => saveSvg(one, 6.8)),
    saves('PNG', 'PNG', () => savePng(one)),
  ];
  parent.append(
    el('div', {class: 'plot'}, box, el('div', {class: 'save'}, 'save as ', ...buttons)),
  );
  charts.push(one);
  return one;
}

/** Moves to the next point in the direction of a key and reads it out; whether the key means a direction. */
export function walk(one, key) {
  const step = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[key];
  if (!step || !one.chart) return false;
  const series = one.shown.series.findIndex(
    s => !s.silent && s.type !== 'custom' && s.data.length > 0,
  );
  if (series < 0) return false;
  const {data, type} = one.shown.series[series];
  if (type === 'heatmap') {
    const [x, y] = one.at < 0 ? [data[0][0] - step[0], data[0][1]] : data[one.at];
    const up = one.shown.yAxis.inverse ? -step[1] : step[1];
    const next = data.findIndex(d => d[0] === x + step[0] && d[1] === y + up);
    if (next >= 0) one.at = next;
  } else {
    one.at = Math.min(data.length - 1, Math.max(0, one.at + (step[0] || -step[1])));
  }
  if (one.at < 0) return true;
  one.chart.dispatchAction({type: 'showTip', seriesIndex: series, dataIndex: one.at});
  document.getElementById('reading').textContent = one.box.lastElementChild.innerText.replace(
    /\n/g,
    '; ',
  );
  return true;
}

/** Takes plots from the page; gives the empty list that is left. */
export function dropPlots(plots) {
  for (const one of plots) {
    one.hideTip();
    if (one.chart) one.chart.dispose();
    charts.splice(charts.indexOf(one), 1);
  }
  return [];
}

'use strict';
(() => {
  const R = REPORT;
  const charts = [];

  // Okabe and Ito's colours, distinguishable with every common colour vision; black is left out, and yellow on
  // a light ground. On a dark ground the lighter ones come first.
  const ON_LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#6a5acd', '#8c6d31',
    '#5f9ea0', '#a0522d', '#708090', '#b22222'];
  const ON_DARK = ['#56b4e9', '#e69f00', '#1fbf92', '#cc79a7', '#f0e442', '#e8743b', '#9d90f0', '#c2a15a',
    '#5f9ea0', '#c87850', '#94a3b3', '#e06666'];
  const COLOURS = [...ON_LIGHT];
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  // Cividis (Nunez, Anderton, Renslow 2018), nine stops: even in lightness, the same to all readers.
  const CIVIDIS = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'];
  const DIVERGING = ['#b35806', '#e08214', '#fdb863', '#fee0b6', '#f7f7f7', '#d8daeb', '#b2abd2', '#8073ac', '#542788'];

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = v => v === null || v === undefined ? '–'
    : Math.abs(v) >= 1000 && Number.isInteger(v) ? v.toLocaleString('en') : String(+(+v).toPrecision(4));

  /** An element with attributes and children; text is always text, never markup. */
  function el(tag, attributes = {}, ...children) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes)) {
      if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
      else if (v !== null && v !== undefined) e.setAttribute(k, v);
    }
    e.append(...children.filter(c => c !== null && c !== undefined));
    return e;
  }

  function section(id, heading, ...intro) {
    const s = el('section', {id, 'aria-labelledby': id + '-h'}, el('h2', {id: id + '-h'}, heading), ...intro.map(t => el('p', {}, t)));
    document.getElementById('main').append(s);
    document.getElementById('contents').append(el('a', {href: '#' + id}, heading));
    return s;
  }

  function select(name, options, onchange, value) {
    const s = el('select', {onchange: e => onchange(e.target.value), 'aria-label': name});
    for (const [v, text] of options) s.append(el('option', v === value ? {value: v, selected: ''} : {value: v}, text));
    return options.length < 2 ? null : el('label', {}, name + ' ', s);
  }

  /**
   * A plot: `option` gives ECharts its description, anew whenever the theme changes. Arrow keys walk
   * through its points and read them out, two buttons save it.
   */
  function plot(parent, name, option) {
    const box = el('div', {class: 'chart', role: 'img', tabindex: '0', onkeydown: e => { if (walk(one, e.key)) e.preventDefault(); },
      onblur: () => one.hideTip()});
    const one = {box, name, option, chart: null, at: -1,
      draw() {
        const {option: o, more} = themed(this.option(), box.clientWidth);
        this.shown = o;
        this.at = -1;
        box.dataset.name = this.name;
        box.style.setProperty('--more', more + 'px');
        if (!this.chart) this.chart = echarts.init(box, null, {renderer: 'svg'});
        this.hideTip();
        if (this.chart.getHeight() !== box.clientHeight) this.chart.resize();
        this.chart.setOption(o, true);
        const label = `${o.title.text}. ${o.title.subtext}. Arrow keys read the numbers.`.replace(/\n/g, ' ');
        box.setAttribute('aria-label', label);
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
      }};
    const saves = (format, save) => el('button', {type: 'button', title: `save this plot as ${format}`, 'aria-label': `save ${name} as ${format}`, onclick: () => save(one)}, format);
    parent.append(el('div', {class: 'plot'}, box, el('div', {class: 'save'}, 'save as ', saves('SVG', saveSvg), saves('PNG', savePng))));
    charts.push(one);
    return one;
  }

  /** Moves to the next point in the direction of a key and reads it out; whether the key means a direction. */
  function walk(one, key) {
    const step = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[key];
    if (!step || !one.chart) return false;
    const series = one.shown.series.findIndex(s => !s.silent && s.type !== 'custom' && s.data.length > 0);
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
    document.getElementById('reading').textContent = one.box.lastElementChild.innerText.replace(/\n/g, '; ');
    return true;
  }

  function fileOf(one) { return 'espalier-' + R.overview.sweep + '-' + one.shown.title.text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''); }

  function saved(blob, name) {
    const url = URL.createObjectURL(blob);
    el('a', {href: url, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  function svgOf(one) {
    if (!one.chart) one.draw();
    return one.chart.renderToSVGString();
  }

  function saveSvg(one) { saved(new Blob([svgOf(one)], {type: 'image/svg+xml'}), fileOf(one) + '.svg'); }

  function savePng(one) {
    const image = new Image(), scale = 2;
    image.onload = () => {
      const canvas = el('canvas', {width: image.width * scale, height: image.height * scale});
      const context = canvas.getContext('2d');
      context.scale(scale, scale);
      context.drawImage(image, 0, 0);
      canvas.toBlob(blob => saved(blob, fileOf(one) + '.png'), 'image/png');
    };
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svgOf(one));
  }

  /** Names of a category axis that do not fit beside each other are turned, as long as they are not many. */
  function turned(x, room) {
    const names = x && x.type === 'category' && !(x.axisLabel && x.axisLabel.interval !== undefined) ? x.data.map(String) : [];
    const longest = Math.max(0, ...names.map(n => n.length));
    return names.length > 1 && names.length <= 20 && longest > 3 && longest * 7 + 8 > room / names.length ? Math.min(70, longest * 4) : 0;
  }

  /** A text of letters so wide on average, in pixels, in lines that fit. */
  function lines(text, letter, room) {
    const all = [''];
    for (const word of (text || '').split(' ')) {
      const last = all[all.length - 1], longer = last ? last + ' ' + word : word;
      if (last && longer.length * letter > room) all.push(word);
      else all[all.length - 1] = longer;
    }
    return all;
  }

  /** Rows of a legend's names side by side, each behind its mark. */
  function legendRows(names, room) {
    let rows = 1, x = 0;
    for (const name of names) {
      const item = 40 + String(name).length * 6.8;
      if (x > 0 && x + item > room) { rows++; x = 0; }
      x += item;
    }
    return rows;
  }

  /** The whole option, and the height in pixels that it needs beyond the usual: for titles and legends that wrap. */
  function themed(o, width) {
    const extra = turned(o.xAxis, width - 90);
    if (extra) o = {...o, xAxis: {...o.xAxis, nameGap: 34 + extra, axisLabel: {...o.xAxis.axisLabel, interval: 0, rotate: 35}}};
    const ink = css('--ink'), faint = css('--faint'), line = css('--line');
    const axis = a => a && {nameLocation: 'middle', nameGap: 34, nameTextStyle: {color: ink}, ...a,
      axisLabel: {color: faint, ...a.axisLabel}, axisLine: {lineStyle: {color: faint}, ...a.axisLine}, splitLine: {show: false, lineStyle: {color: line}, ...a.splitLine}};
    const room = width - 24;
    const title = lines(o.title.text, 7.4, room), subtitle = lines(o.title.subtext, 6.4, room);
    const above = 16 * (title.length + subtitle.length - 2);
    const rows = o.legend ? legendRows(o.legend.data, width - 10) : 0;
    const isPaged = rows > 5;
    const below = isPaged ? 0 : 22 * Math.max(0, rows - 1);
    const grid = {left: 62, right: 24, top: 62, bottom: o.legend ? 74 : 54, ...o.grid};
    const option = {
      animation: false, color: COLOURS, backgroundColor: css('--panel'), textStyle: {color: ink, fontFamily: 'system-ui, sans-serif'},
      ...o,
      title: {left: 12, top: 6, textStyle: {color: ink, fontSize: 13, fontWeight: 600, lineHeight: 16}, itemGap: 6, subtextStyle: {color: faint, fontSize: 12, lineHeight: 16}, ...o.title, text: title.join('\n'), subtext: subtitle.join('\n')},
      legend: o.legend && {type: isPaged ? 'scroll' : 'plain', bottom: 0, textStyle: {color: ink}, pageTextStyle: {color: ink}, pageIconColor: ink, pageIconInactiveColor: line, ...o.legend},
      grid: {...grid, top: grid.top + above, bottom: grid.bottom + extra + below},
      xAxis: axis(o.xAxis), yAxis: axis(o.yAxis && {nameGap: 44, splitLine: {show: true}, ...o.yAxis}),
      tooltip: {confine: true, backgroundColor: css('--panel'), borderColor: line, textStyle: {color: ink, fontSize: 13}, ...o.tooltip}
    };
    return {option, more: above + below + extra};
  }

  const escaped = t => String(t).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
  const interval = i => i.n > 1 ? `${number(i.mean)} [${number(i.low)}, ${number(i.high)}], n = ${i.n}` : `${number(i.mean)}, n = 1`;
  const range = ns => { const low = Math.min(...ns), high = Math.max(...ns); return `n = ${number(low)}${low === high ? '' : ' to ' + number(high)}`; };
  const measure = column => R.measures.find(m => m.column === column);
  const named = m => m.label + (m.unit ? ` (${m.unit})` : '');

  /** Mean with interval as a line with whiskers; x by name, moved aside by some pixels so as not to hide another's. */
  function whiskers(name, points, categories, colour, symbol, joined, aside) {
    const data = categories.map(c => points.find(p => p.value === c) || null);
    return [
      {name, type: 'line', symbol, symbolSize: 8, symbolOffset: [aside, 0], itemStyle: {color: colour}, lineStyle: {color: colour, opacity: joined ? 1 : 0}, data: data.map(p => p && p.interval.mean), connectNulls: false},
      {name, type: 'custom', clip: true, itemStyle: {color: colour}, silent: true, tooltip: {show: false}, data: data.map((p, i) => p ? [i, p.interval.low, p.interval.high] : [i, NaN, NaN]),
        renderItem(params, api) {
          if (Number.isNaN(api.value(1))) return null;
          const [at, low] = api.coord([api.value(0), api.value(1)]), x = at + aside, high = api.coord([api.value(0), api.value(2)])[1];
          const style = {stroke: colour, lineWidth: 1.5};
          return {type: 'group', children: [
            {type: 'line', shape: {x1: x, y1: low, x2: x, y2: high}, style},
            {type: 'line', shape: {x1: x - 5, y1: low, x2: x + 5, y2: low}, style},
            {type: 'line', shape: {x1: x - 5, y1: high, x2: x + 5, y2: high}, style}]};
        }, encode: {x: 0, y: [1, 2]}, z: 3}
    ];
  }

  // ---------------------------------------------------------------- overview
  function overview() {
    const o = R.overview, done = o.byStatus.succeeded || 0;
    const total = Object.values(o.byStatus).reduce((a, b) => a + b, 0);
    document.title = `${o.sweep} – Espalier report`;
    document.getElementById('title').textContent = o.sweep;
    const missing = o.planned >= 0 ? Math.max(0, o.planned - total) : 0;
    document.getElementById('subtitle').textContent = missing > 0
      ? `Incomplete: ${number(total)} of ${number(o.planned)} trials are here.` : `Complete: ${number(total)} trials.`;
    const s = section('overview', 'Overview');
    const tile = (n, what, bad) => el('div', {class: bad ? 'tile bad' : 'tile'}, el('b', {}, number(n)), what);
    s.append(el('div', {class: 'tiles'}, tile(done, 'succeeded'),
      ...Object.entries(o.byStatus).filter(([k]) => k !== 'succeeded').map(([k, n]) => tile(n, k.replace('_', ' '), true)),
      missing > 0 ? tile(missing, 'missing', true) : null, tile(+o.coreHours.toPrecision(2), 'core-hours')));
    s.append(el('h3', {}, 'What was varied'));
    s.append(R.axes.length === 0 ? el('p', {}, 'Nothing but what makes replicates: seeds, or the graphs of a list.') : el('ul', {}, ...R.axes.map(a =>
      el('li', {}, el('code', {}, a.path), ' = ' + a.values.slice(0, 30).join(', ') + (a.values.length > 30 ? ', …' : '')))));
    if (o.failures.length) {
      s.append(el('h3', {}, 'What did not succeed'));
      s.append(table(['trials', 'status', 'error', 'message', 'for example'], o.failures.map(f => [f.trials, f.status, f.type, f.message, f.example]), [1, 2, 3, 4]));
    }
    s.append(el('h3', {}, 'How the rows were made'));
    s.append(table(['what', 'value (trials)'], Object.entries(o.provenance).map(([k, v]) =>
      [k.replace('_', ' '), Object.entries(v).map(([x, n]) => `${x} (${n})`).join(', ')]), [1]));
  }

  function table(headings, rows, textColumns) {
    const kind = i => textColumns.includes(i) ? {class: 'text'} : {};
    return el('div', {class: 'scroll', tabindex: '0'}, el('table', {},
      el('thead', {}, el('tr', {}, ...headings.map((h, i) => el('th', {scope: 'col', ...kind(i)}, h)))),
      el('tbody', {}, ...rows.map(r => el('tr', {}, ...r.map((c, i) => el('td', kind(i), typeof c === 'number' ? number(c) : c === null ? '–' : String(c))))))));
  }

  // ---------------------------------------------------------------- recovery against each axis
  function effects() {
    if (!R.effects.length) return;
    const s = section('recovery', 'Recovery by axis', 'Mean over replicates (seeds) with the 95 % confidence interval of Student’s t. Whatever else the sweep varies is averaged within each replicate first.');
    // at first against the longest axis of numbers, a line for each value of another
    const longest = [...R.axes].sort((a, b) => b.numeric - a.numeric || b.values.length - a.values.length)[0];
    const other = R.axes.find(a => a !== longest && a.values.length <= 6);
    const state = {measure: R.measures[0].column, axis: longest.path, panels: other ? other.path : ''};
    const figure = el('figure', {}), caption = el('figcaption', {});
    const find = () => R.effects.find(e => e.measure === state.measure && e.axis === state.axis && (e.panelAxis || '') === state.panels)
      || R.effects.find(e => e.measure === state.measure && e.axis === state.axis && !e.panelAxis);
    const chart = {};
    const update = () => { caption.textContent = captionOf(find()); chart.one.name = `${state.measure} by ${state.axis}`; chart.one.draw(); };
    figure.append(el('div', {class: 'controls'},
      select('measure', R.measures.map(m => [m.column, m.label]), v => { state.measure = v; update(); }, state.measure),
      select('against', R.axes.map(a => [a.path, a.path]), v => { state.axis = v; update(); }, state.axis),
      R.axes.length < 2 ? null : select('one line for each', [['', '–'], ...R.axes.map(a => [a.path, a.path])], v => { state.panels = v; update(); }, state.panels)));
    const nOf = e => {
      const ns = e.panels.flatMap(p => p.points.map(q => q.interval.n));
      return ns.length ? `${range(ns)} replicates a point, 95 % interval (t)` : 'no trial has this measure';
    };
    const captionOf = e => nOf(e) + '.';
    chart.one = plot(figure, 'recovery by axis', () => {
      const e = find(), m = measure(e.measure), axis = R.axes.find(a => a.path === e.axis);
      const shown = axis.values.filter(v => e.panels.some(p => p.points.some(q => q.value === v)));
      // names have no order that a line could follow: their points stand side by side
      const step = axis.numeric ? 0 : Math.min(14, (chart.one.box.clientWidth - 90) / Math.max(1, shown.length) / (e.panels.length + 1));
      return {
        title: {text: `${m.label} by ${e.axis}`, subtext: nOf(e)}, legend: e.panelAxis ? {data: e.panels.map(p => `${e.panelAxis} = ${p.value}`)} : undefined,
        tooltip: {trigger: 'axis', formatter: ps => e.panels.map(p => { const q = p.points.find(q => q.value === shown[ps[0].dataIndex]); return q ? `${escaped(p.value || q.value)}: ${interval(q.interval)}` : ''; }).filter(Boolean).join('<br>')},
        xAxis: {type: 'category', name: e.axis, data: shown, axisLabel: {hideOverlap: true}},
        yAxis: {type: 'value', name: named(m), min: m.low, max: m.high, scale: m.low === null},
        series: e.panels.flatMap((p, i) => whiskers(p.value === null ? m.label : `${e.panelAxis} = ${p.value}`, p.points, shown, COLOURS[i % COLOURS.length], SYMBOLS[i % SYMBOLS.length], axis.numeric, (i - (e.panels.length - 1) / 2) * step))
      };
    });
    figure.append(caption);
    caption.textContent = captionOf(find());
    s.append(figure);
  }

  // ---------------------------------------------------------------- phase diagram
  function phases() {
    if (!R.phases.length) return;
    const s = section('phases', 'Phase diagram', 'The mean of all trials at each pair of values.');
    const pairs = [...new Set(R.phases.map(p => p.x + ' × ' + p.y))];
    const state = {measure: R.measures[0].column, pair: pairs[0]};
    const figure = el('figure', {}), caption = el('figcaption', {});
    const find = () => R.phases.find(p => p.measure === state.measure && p.x + ' × ' + p.y === state.pair);
    const nOf = () => { const ns = find().cells.map(c => c.n); return ns.length ? `${range(ns)} trials a cell` : 'no trial has this measure'; };
    const captionOf = () => nOf() + '.';
    const chart = {};
    const update = () => { chart.one.name = `${state.measure} over ${state.pair}`; chart.one.draw(); caption.textContent = captionOf(); };
    figure.append(el('div', {class: 'controls'},
      select('measure', R.measures.map(m => [m.column, m.label]), v => { state.measure = v; update(); }, state.measure),
      select('plane', pairs.map(p => [p, p]), v => { state.pair = v; update(); }, state.pair)));
    chart.one = plot(figure, 'phase diagram', () => {
      const p = find(), m = measure(p.measure), x = R.axes.find(a => a.path === p.x), y = R.axes.find(a => a.path === p.y);
      const values = p.cells.map(c => c.mean);
      return {
        title: {text: named(m), subtext: nOf()}, grid: {right: 96},
        xAxis: {type: 'category', name: p.x, data: x.values}, yAxis: {type: 'category', name: p.y, data: y.values, splitLine: {show: false}},
        visualMap: {min: m.low ?? Math.min(...values), max: m.high ?? Math.max(...values), calculable: true, right: 4, top: 'middle', precision: 2, inRange: {color: CIVIDIS}, textStyle: {color: css('--ink')}, dimension: 2},
        tooltip: {formatter: q => `${escaped(p.x)} = ${escaped(x.values[q.data[0]])}, ${escaped(p.y)} = ${escaped(y.values[q.data[1]])}<br>${number(q.data[2])}, n = ${q.data[3]}`},
        series: [{type: 'heatmap', progressive: 0, data: p.cells.map(c => [x.values.indexOf(c.x), y.values.indexOf(c.y), c.mean, c.n]), label: {show: p.cells.length <= 100, formatter: q => number(+q.data[2].toPrecision(2))}}]
      };
    });
    caption.textContent = captionOf();
    figure.append(caption);
    s.append(figure);
  }

  // ---------------------------------------------------------------- learning curves
  function curves() {
    const s = section('curves', 'Learning curves', 'Mean over trials; the band is the 95 % confidence interval of the mean. Dashed: what the transition posterior, which knows the graph, reaches on the same sequences.');
    const state = {by: R.curves.length > 1 && R.curves[1].curves.length <= 6 ? R.curves[1].axis : '', what: 'testLoss'};
    const find = () => R.curves.find(c => (c.axis || '') === state.by);
    const figure = el('figure', {}), caption = el('figcaption', {});
    const countOf = c => Math.max(...c.points.map(p => (p.testLoss || p.parentAttention || {n: 0}).n));
    const nOf = () => range(find().curves.map(countOf)) + (find().curves.length === 1 ? ' trials' : ' trials a curve') + ', 95 % interval (t)';
    const nameOf = c => c.value === null ? 'all' : c.value;
    const ceilingOf = all => Math.ceil(20 * Math.max(...all.curves.flatMap(c => c.points.filter(p => p.testLoss).map(p => p.testLoss.n > 2 ? p.testLoss.high : p.testLoss.mean)))) / 20;
    const beyond = () => state.what === 'testLoss' ? find().curves.filter(c => c.posteriorLoss > ceilingOf(find())) : [];
    const captionOf = () => find().curves.map(c => `${nameOf(c)}: n = ${countOf(c)}`).join('; ') + ' trials.'
      + (beyond().length ? ' The posterior lies above the frame for ' + beyond().map(c => `${nameOf(c)} (${number(c.posteriorLoss)})`).join(', ') + '.' : '');
    const chart = {};
    const update = () => { chart.one.name = `${state.what} over training`; chart.one.draw(); caption.textContent = captionOf(); };
    figure.append(el('div', {class: 'controls'},
      select('curve of', [['testLoss', 'test loss'], ['parentAttention', 'attention on the parent']], v => { state.what = v; update(); }, state.what),
      select('one curve for each', R.curves.map(c => [c.axis || '', c.axis || '–']), v => { state.by = v; update(); }, state.by)));
    chart.one = plot(figure, 'learning curves', () => {
      const all = find(), loss = state.what === 'testLoss';
      const series = all.curves.flatMap((c, i) => {
        const name = c.value === null ? 'all trials' : `${all.axis} = ${c.value}`, colour = COLOURS[i % COLOURS.length];
        const points = c.points.filter(p => p[state.what]);
        const ribbon = [...points.map(p => [p.step, p[state.what].high]), ...points.slice().reverse().map(p => [p.step, p[state.what].low])];
        return [
          {name, type: 'custom', silent: true, tooltip: {show: false}, data: points.length > 1 ? [[points[0].step, points[0][state.what].mean]] : [],
            renderItem: (params, api) => ({type: 'polygon', shape: {points: ribbon.map(q => api.coord(q))}, style: {fill: colour, opacity: .18}}), clip: true, encode: {x: 0, y: 1}, z: 1},
          {name, type: 'line', symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 5, showSymbol: points.length < 40, itemStyle: {color: colour}, data: points.map(p => [p.step, p[state.what].mean, p[state.what]]),
            markLine: loss && c.posteriorLoss !== null ? {silent: true, symbol: 'none', label: {show: all.curves.length === 1, formatter: 'transition posterior', color: css('--faint'), position: 'insideEndTop'}, lineStyle: {type: 'dashed', color: colour}, data: [{yAxis: c.posteriorLoss}]} : undefined}
        ];
      });
      const floor = loss ? Math.max(0, Math.min(...all.curves.map(c => c.posteriorLoss ?? Infinity), ...all.curves.flatMap(c => c.points.filter(p => p.testLoss).map(p => p.testLoss.n > 2 ? p.testLoss.low : p.testLoss.mean)))) : 0;
      const ceiling = ceilingOf(all);
      return {
        title: {text: loss ? 'test loss over training' : 'attention on the parent over training', subtext: nOf()}, legend: all.axis ? {data: all.curves.map(c => `${all.axis} = ${c.value}`)} : undefined,
        tooltip: {trigger: 'axis', formatter: ps => `step ${ps[0].value[0]}<br>` + ps.filter(q => q.value[2]).map(q => `${escaped(q.seriesName)}: ${interval(q.value[2])}`).join('<br>')},
        xAxis: {type: 'value', name: 'gradient steps', max: 'dataMax', axisLabel: {hideOverlap: true}},
        yAxis: loss ? {type: 'value', name: 'cross-entropy (nats)', min: Number.isFinite(floor) ? Math.floor(floor * 20) / 20 : null, max: Number.isFinite(ceiling) ? ceiling : null} : {type: 'value', name: 'attention on the parent', min: 0, max: 1},
        series
      };
    });
    caption.textContent = captionOf();
    figure.append(caption);
    s.append(figure);
  }

  // ---------------------------------------------------------------- attention on the parent by position
  function profile() {
    const p = R.profile;
    if (!p.points.length) return;
    const s = section('positions', 'Attention on the parent, by position', 'First-layer attention from each child to its parent after training, mean over all edges that end at a position; the band is one standard deviation, as in the paper’s Figure 9.');
    const edges = p.points.reduce((n, x) => n + x.edges, 0);
    const figure = el('figure', {});
    plot(figure, 'attention on the parent by position', () => ({
      title: {text: 'attention on the parent by position', subtext: `n = ${number(edges)} edges in ${number(p.trials)} trials; mean over trials ${number(p.mean)} ± ${number(p.sd)} (sd)`},
      tooltip: {trigger: 'axis', formatter: q => { const x = p.points[q[0].dataIndex]; return `position ${x.position}: ${number(x.mean)} ± ${number(x.sd)}, n = ${x.edges} edges`; }},
      xAxis: {type: 'category', name: 'position of the child', data: p.points.map(x => x.position)}, yAxis: {type: 'value', name: 'attention', min: 0, max: 1},
      series: [
        {type: 'line', stack: 'sd', symbol: 'none', silent: true, lineStyle: {opacity: 0}, data: p.points.map(x => Math.max(0, x.mean - x.sd))},
        {type: 'line', stack: 'sd', symbol: 'none', silent: true, lineStyle: {opacity: 0}, areaStyle: {color: COLOURS[0], opacity: .2}, data: p.points.map(x => Math.min(1, x.mean + x.sd) - Math.max(0, x.mean - x.sd))},
        {type: 'line', symbolSize: 7, itemStyle: {color: COLOURS[0]}, data: p.points.map(x => x.mean)}]
    }));
    figure.append(el('figcaption', {}, `n = ${number(edges)} edges in ${number(p.trials)} trials.`));
    s.append(figure);
  }

  // ---------------------------------------------------------------- theory beside measurement
  function theory() {
    const t = R.theory;
    if (!t.points.length) return;
    const s = section('theory', 'Before training: gradient against mutual information', 'Each dot is a pair (child, candidate). The paper proves that the gradient of attention is a mutual information: edges should lie at the upper right before a single step is taken.');
    const figure = el('figure', {});
    plot(figure, 'gradient against mutual information', () => ({
      title: {text: 'gradient at the first step', subtext: `n = ${number(t.pairs)} pairs, ${number(t.edges)} of them edges`}, legend: {data: ['edge', 'no edge']},
      tooltip: {formatter: q => `${q.seriesName}<br>mutual information ${number(q.value[0])}<br>−gradient ${number(q.value[1])}`},
      xAxis: {type: 'value', name: 'chi-squared mutual information g_ij', axisLine: {onZero: false}}, yAxis: {type: 'value', name: '−dL/dA1 (nats)', nameGap: 62, axisLabel: {formatter: number}, axisLine: {onZero: false}, scale: true},
      grid: {left: 88, bottom: 74},
      series: [false, true].map(edge => ({name: edge ? 'edge' : 'no edge', type: 'scatter', symbol: edge ? 'diamond' : 'circle', symbolSize: edge ? 8 : 5, itemStyle: {color: edge ? COLOURS[1] : COLOURS[0], opacity: .65},
        progressive: 0, data: t.points.filter(p => p[2] === edge).map(p => [p[0], p[1]])}))
    }));
    figure.append(el('figcaption', {}, `n = ${number(t.pairs)} pairs, of which ${number(t.edges)} are edges; ${number(t.points.length)} shown.`));
    s.append(figure);
  }

  // ---------------------------------------------------------------- where attention goes
  function shares() {
    if (!R.shares.length || !R.shares[0].bars.length) return;
    const s = section('shares', 'Where attention goes', 'First-layer attention of the positions that have a parent before them, by what the position attended to is to the child.');
    const order = ['parent', 'self', 'sibling', 'ancestor', 'child', 'confounded', 'other'];
    const state = {by: R.shares.length > 1 ? R.shares[1].axis : ''};
    const find = () => R.shares.find(x => (x.axis || '') === state.by);
    const figure = el('figure', {}), caption = el('figcaption', {});
    const captionOf = () => 'n = ' + find().bars.map(b => `${number(b.rows)}${b.value === null ? '' : ' (' + b.value + ')'}`).join(', ') + ' rows.';
    const chart = {};
    figure.append(el('div', {class: 'controls'}, select('one bar for each', R.shares.map(x => [x.axis || '', x.axis || '–']), v => { state.by = v; chart.one.draw(); caption.textContent = captionOf(); }, state.by)));
    chart.one = plot(figure, 'where attention goes', () => {
      const x = find(), present = [...order, ...new Set(x.bars.flatMap(b => Object.keys(b.shares)).filter(k => !order.includes(k)))].filter(k => x.bars.some(b => b.shares[k]));
      return {
        title: {text: 'where attention goes', subtext: `${range(x.bars.map(b => b.rows))} rows a bar`}, legend: {data: present}, tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'}, valueFormatter: number},
        xAxis: {type: 'category', name: x.axis || '', data: x.bars.map(b => b.value === null ? 'all trials' : b.value)}, yAxis: {type: 'value', name: 'share', min: 0, max: 1},
        series: present.map((k, i) => ({name: k, type: 'bar', stack: 'all', barMaxWidth: 60, itemStyle: {color: COLOURS[order.includes(k) ? order.indexOf(k) : i]}, data: x.bars.map(b => b.shares[k] || 0)}))
      };
    });
    caption.textContent = captionOf();
    figure.append(caption);
    s.append(figure);
  }

  // ---------------------------------------------------------------- trials seen closely
  function heat(parent, title, rows, options = {}) {
    const height = rows.length, width = rows[0].length;
    const cells = [];
    rows.forEach((row, i) => row.forEach((v, j) => { if (v !== null && !(options.causal && j > i)) cells.push([j, i, v]); }));
    const names = n => options.names ? options.names(n) : [...Array(n).keys()].map(String);
    const columns = (options.columns || names)(width);
    // so many labels a side, however many rows there are
    const every = (n, most) => ({fontSize: 10, interval: Math.ceil(n / most) - 1, hideOverlap: true});
    const left = options.names ? 92 : 58;
    return plot(parent, title, () => {
      const peak = Math.max(1e-9, ...cells.map(c => Math.abs(c[2])));
      const low = options.signed ? -peak : 0, high = options.signed ? peak : 1;
      return {
        title: {text: title, subtext: options.n || 'n = 1 trial'}, grid: {left, right: 58, top: 58, bottom: 54},
        xAxis: {type: 'category', name: options.x, data: columns, axisLabel: every(width, options.names ? 5 : 14), splitLine: {show: false}},
        yAxis: {type: 'category', name: options.y, inverse: true, data: names(height), axisLabel: every(height, 14), splitLine: {show: false}, nameGap: left - 22},
        visualMap: {min: low, max: high, text: [number(+high.toPrecision(2)), number(+low.toPrecision(2))], calculable: false, right: 8, top: 'middle', itemHeight: 120, itemWidth: 10, inRange: {color: options.signed ? DIVERGING : CIVIDIS}, textStyle: {color: css('--ink'), fontSize: 10}},
        tooltip: {formatter: q => `${escaped(names(height)[q.value[1]])} → ${escaped(columns[q.value[0]])}: ${number(q.value[2])}`},
        series: [{type: 'heatmap', data: cells, progressive: 0}, ...(options.blocks ? [bounds(options.blocks, width, height)] : [])]
      };
    });
  }

  /** Lines between the blocks of a matrix: before each of these rows and columns. */
  function bounds(at, width, height) {
    return {type: 'custom', silent: true, z: 4, data: [[0, 0]], renderItem(params, api) {
      const [x0, y0] = api.coord([0, 0]), [dx, dy] = api.size([1, 1]);
      const x = k => x0 + (k - .5) * dx, y = k => y0 + (k - .5) * dy, style = {stroke: css('--faint'), lineWidth: 1};
      return {type: 'group', children: at.flatMap(k => [
        ...(k < width ? [{type: 'line', shape: {x1: x(k), y1: y(0), x2: x(k), y2: y(height)}, style}] : []),
        ...(k < height ? [{type: 'line', shape: {x1: x(0), y1: y(k), x2: x(width), y2: y(k)}, style}] : [])])};
    }};
  }

  /** Names of the coordinates of the residual stream: the paper's token and position blocks, then those that attention copied. */
  function streamNames(t, n) {
    const D = t.vocab + t.length, copies = ['', 'P·', 'P·P·', 'P·P·P·'];
    return [...Array(n).keys()].map(k => {
      const block = Math.floor(k / D), r = k % D;
      return (block === 0 ? '' : `${copies[Math.min(block, 3)]}${block > 3 ? block : ''}`) + (r < t.vocab ? 'tok ' + r : 'pos ' + (r - t.vocab));
    });
  }

  function details() {
    if (!R.details.length) return;
    const s = section('close', 'Trials seen closely', 'From the worst cell to the best by attention on the parent. Rows attend to columns; entries right of the diagonal are masked.');
    const state = {id: R.details[R.details.length - 1].id};
    const host = el('div', {id: 'detail'});
    s.append(el('div', {class: 'controls'}, select('trial', R.details.map(d => [d.id, `${number(d.parentAttention)} · ${d.title}`]), v => show(v), state.id)), host);
    const own = [];
    const show = id => {
      state.id = id;
      own.splice(0).forEach(c => { c.hideTip(); if (c.chart) c.chart.dispose(); charts.splice(charts.indexOf(c), 1); });
      host.replaceChildren();
      const d = R.details.find(x => x.id === id), T = d.length;
      host.append(el('p', {}, `${d.title}: attention on the parent ${number(d.parentAttention)}; ${d.chosen}. Trial `, el('code', {}, d.id)));
      const before = charts.length;
      const positional = d.snapshots.filter(x => x.kind === 'positional');
      const steps = [...new Set(positional.map(x => x.step))].sort((a, b) => a - b);
      const grid = el('div', {class: 'grid'});
      const size = Math.max(T, ...d.edges.map(e => Math.max(e[0], e[1]) + 1));
      const adjacency = [...Array(size).keys()].map(i => [...Array(size).keys()].map(j => d.edges.some(e => e[0] === i && e[1] === j) ? 1 : 0));
      heat(grid, 'causal graph', adjacency, {x: 'parent', y: 'child', n: `n = 1 trial, ${d.edges.length} edges`});
      const heads = [...new Set(positional.map(x => x.head))];
      const current = {step: steps[steps.length - 1]};
      const sliding = heads.map(h => {
        const pick = () => positional.find(x => x.head === h && x.step === current.step) || positional.find(x => x.head === h);
        const c = heat(grid, `first-layer attention, head ${h}`, pick().rows, {causal: true, x: 'attended to', y: 'position'});
        const draw = c.option;
        c.option = () => { const o = draw(); o.title.text = `first-layer attention, head ${h}`; o.title.subtext = `step ${number(pick().step)}, n = 1 trial`; o.series[0].data = pick().rows.flatMap((r, i) => r.slice(0, i + 1).map((v, j) => [j, i, v])); return o; };
        return c;
      });
      if (steps.length > 1) {
        const output = el('output', {id: 'step-now'}, 'step ' + current.step);
        host.append(el('div', {class: 'controls'}, el('label', {}, 'training step ', el('input', {type: 'range', id: 'step', min: 0, max: steps.length - 1, value: steps.length - 1, 'aria-label': 'training step',
          oninput: e => { current.step = steps[+e.target.value]; output.textContent = 'step ' + current.step; sliding.forEach(c => c.draw()); }})), output));
      }
      d.snapshots.filter(x => x.kind === 'mean' && x.step === Math.max(...d.snapshots.filter(y => y.kind === 'mean').map(y => y.step)))
        .forEach(x => heat(grid, `mean attention, head ${x.head}`, x.rows, {causal: true, n: 'n = 1 trial, held-out sequences', x: 'attended to', y: 'position'}));
      d.weights.forEach(w => {
        const rows = [...Array(w.rows).keys()].map(i => w.values.slice(i * w.columns, (i + 1) * w.columns));
        const D = d.vocab + d.length;
        const stream = w.name.startsWith('A') && w.rows === w.columns && w.rows % D === 0;
        heat(grid, w.name, rows, {signed: true, names: n => n % D === 0 ? streamNames(d, n) : [...Array(n).keys()].map(String),
          columns: w.columns === d.vocab ? n => [...Array(n).keys()].map(k => 'tok ' + k) : undefined,
          x: stream ? 'key' : w.columns === d.vocab ? 'token predicted' : 'column', y: stream ? 'query' : w.rows % D === 0 ? 'residual stream' : 'row',
          blocks: w.rows % D ? undefined : [...Array(w.rows / D).keys()].flatMap(b => [b * D, b * D + d.vocab]).filter(k => k > 0)});
      });
      host.append(grid, el('figcaption', {}, 'One trial (n = 1). tok: token block, pos: position block; P·: what the first layer copied from the position attended to.'));
      own.push(...charts.slice(before));
      own.forEach(c => observe(c));
    };
    show(state.id);
    window.showTrial = id => {
      if (!R.details.some(d => d.id === id)) return false;
      const chooser = s.querySelector('select');
      if (chooser) chooser.value = id;
      show(id);
      s.scrollIntoView();
      return true;
    };
  }

  // ---------------------------------------------------------------- all trials
  function trials() {
    const t = R.trials;
    const s = section('trials', 'Trials', t.rows.length < t.trials ? `The first ${number(t.rows.length)} of ${number(t.trials)} by id; the others are in the tables.` : `All ${number(t.trials)}.`);
    const state = {column: -1, descending: false, filter: ''};
    const close = new Set(R.details.map(d => d.id));
    const body = el('tbody', {});
    const side = t.columns.map((c, i) => t.rows.some(r => typeof r[i] === 'string' && Number.isNaN(Number(r[i]))) ? {class: 'left'} : {});
    const heads = t.columns.map((c, i) => el('th', {scope: 'col', 'aria-sort': 'none', style: `min-width: ${Math.ceil(c.length / 2) + 3}ch`, ...side[i]}, el('button', {type: 'button', onclick: () => {
      state.descending = state.column === i ? !state.descending : false;
      state.column = i;
      heads.forEach((h, k) => h.setAttribute('aria-sort', k === i ? (state.descending ? 'descending' : 'ascending') : 'none'));
      fill();
    }}, c)));
    const compare = (a, b) => {
      if (a === null || b === null) return (a === null) - (b === null);
      const x = Number(a), y = Number(b), numeric = !Number.isNaN(x) && !Number.isNaN(y);
      const order = numeric ? x - y : String(a).localeCompare(String(b));
      return state.descending ? -order : order;
    };
    const count = el('span', {'aria-live': 'polite'});
    // rows are made as they are scrolled to: laid out all at once they would delay the first plot
    let left = [];
    function fill() {
      const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
      left = t.rows.filter(r => words.every(w => r.some(c => c !== null && String(c).toLowerCase().includes(w))));
      if (state.column >= 0) left.sort((a, b) => compare(a[state.column], b[state.column]));
      count.textContent = `${number(left.length)} shown`;
      body.replaceChildren();
      scroll.scrollTop = 0;
      more(100);
    }
    function more(rows) {
      body.append(...left.splice(0, rows).map(r => el('tr', {}, ...r.map((c, i) => el('td', side[i],
        i === 0 ? (close.has(c) ? el('a', {href: '#close', onclick: e => { if (window.showTrial(c)) e.preventDefault(); }}, c.slice(0, 12)) : c.slice(0, 12)) : typeof c === 'number' ? number(c) : c === null ? '–' : String(c))))));
    }
    const scroll = el('div', {class: 'scroll', tabindex: '0', onscroll: () => { if (scroll.scrollTop + 2 * scroll.clientHeight > scroll.scrollHeight) more(100); }},
      el('table', {id: 'trials-table'}, el('thead', {}, el('tr', {}, ...heads)), body));
    window.addEventListener('beforeprint', () => more(left.length));
    s.append(el('div', {class: 'controls'}, el('label', {}, 'filter ', el('input', {type: 'search', id: 'filter', size: 28, placeholder: 'words to be found in a row', oninput: e => { state.filter = e.target.value; fill(); }})), count), scroll);
    fill();
  }

  // ---------------------------------------------------------------- theme, drawing what comes into view
  const seen = new IntersectionObserver(entries => entries.forEach(e => {
    if (e.isIntersecting) { const c = charts.find(x => x.box === e.target); if (c && !c.chart) c.draw(); }
  }), {rootMargin: '400px'});
  const observe = c => seen.observe(c.box);

  const button = document.getElementById('theme');
  function theme(dark) {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    COLOURS.splice(0, COLOURS.length, ...(dark ? ON_DARK : ON_LIGHT));
    button.textContent = dark ? 'light' : 'dark';
    button.setAttribute('aria-pressed', String(dark));
    charts.forEach(c => { if (c.chart) c.draw(); });
  }
  button.addEventListener('click', () => theme(document.documentElement.dataset.theme !== 'dark'));

  theme(window.matchMedia('(prefers-color-scheme: dark)').matches);
  [overview, effects, phases, curves, profile, theory, shares, details, trials].forEach(f => f());
  charts.forEach(observe);
  window.addEventListener('resize', () => charts.forEach(c => c.resize()));
  window.addEventListener('beforeprint', () => charts.forEach(c => c.draw()));
})();

/** @file The page: its sections in order, its theme, what draws it again. */
import {COLOURS, ON_DARK, ON_LIGHT} from './colours.js';
import {contrasts} from './contrasts.js';
import {curves} from './curves.js';
import {details} from './details.js';
import {effects} from './effects.js';
import {estimate} from './estimate.js';
import {importance} from './importance.js';
import {overview} from './overview.js';
import {parallel} from './parallel.js';
import {phases} from './phases.js';
import {charts} from './plot.js';
import {powers} from './powers.js';
import {profile} from './profile.js';
import {paperSvg} from './save.js';
import {selection} from './selection.js';
import {shares} from './shares.js';
import {theory} from './theory.js';
import {trials} from './trials.js';
import {live} from './live.js';
import {losses} from './losses.js';
import {predictors} from './predictors.js';
import {rivals} from './rivals.js';
import {observe} from './view.js';
import {worst} from './worst.js';

const button = document.getElementById('theme');
function theme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  COLOURS.splice(0, COLOURS.length, ...(dark ? ON_DARK : ON_LIGHT));
  button.textContent = dark ? 'light' : 'dark';
  button.setAttribute('aria-pressed', String(dark));
  charts.forEach(c => {
    if (c.chart) c.draw();
  });
}
button.addEventListener('click', () => theme(document.documentElement.dataset.theme !== 'dark'));

theme(window.matchMedia('(prefers-color-scheme: dark)').matches);
[
  overview,
  selection,
  effects,
  importance,
  contrasts,
  powers,
  rivals,
  losses,
  phases,
  curves,
  predictors,
  profile,
  theory,
  shares,
  worst,
  details,
  parallel,
  trials,
].forEach(f => f());
charts.forEach(observe);
window.addEventListener('resize', () => charts.forEach(c => c.resize()));
window.addEventListener('beforeprint', () => charts.forEach(c => c.draw()));

/** For the console of the browser: means that no plot shows, and every plot as SVG of a width in inches. */
window.espalier = {estimate, svgs: inches => charts.map(one => paperSvg(one, inches))};

live();

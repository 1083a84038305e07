/** @file A page that is served while trials are stored: it is loaded again when there is another version. */
import {brushed} from './brush.js';
import {el} from './elements.js';

/** Between two questions whether there is another version, in milliseconds. */
const EVERY = 2000;
const KEPT = 'espalier choices';

/** Lists, boxes and fields, each with what tells it from the others. */
function controls() {
  return [...document.querySelectorAll('main select, main input:not([type=range])')].map(
    control => {
      const section = control.closest('section');
      const name = [
        section ? section.id : '',
        control.id,
        control.getAttribute('aria-label'),
        control.dataset.path,
        // not its place, which changes where a value comes between others
        control.dataset.value,
      ].join('|');
      return {control, name, isBox: control.type === 'checkbox'};
    },
  );
}

/** What the reader has chosen, and where he is. */
function keep() {
  const choices = Object.fromEntries(
    controls().map(({control, name, isBox}) => [name, isBox ? control.checked : control.value]),
  );
  sessionStorage.setItem(
    KEPT,
    JSON.stringify({choices, theme: document.documentElement.dataset.theme, top: window.scrollY}),
  );
}

/** Chooses again what was chosen before the page was loaded again. */
function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || 'null');
  sessionStorage.removeItem(KEPT);
  if (!kept) return;
  if (document.documentElement.dataset.theme !== kept.theme)
    document.getElementById('theme').click();
  for (const {control, name, isBox} of controls()) {
    const value = kept.choices[name];
    if (value === undefined || !control.isConnected) continue;
    if (isBox) {
      if (control.checked !== value) control.click();
    } else if (control.value !== value) {
      const before = control.value;
      control.value = value;
      if (control.value !== value) control.value = before;
      else control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input'));
    }
  }
  window.scrollTo(0, kept.top);
}

export function live() {
  if (VERSION === null) return;
  const said = document.getElementById('live');
  said.hidden = false;
  const reload = () => {
    keep();
    window.location.reload();
  };
  const look = async () => {
    let next = VERSION;
    try {
      const answer = await fetch('version', {cache: 'no-store'});
      if (answer.ok) next = await answer.text();
      said.textContent = 'Live: renewed when trials are stored.';
    } catch {
      said.textContent = 'What served this page has ended: these are the last trials that it saw.';
    }
    if (next !== VERSION) {
      if (!brushed()) {
        reload();
        return;
      }
      // whoever has selected trials is looking at them
      said.replaceChildren(
        'More trials are stored. ',
        el('button', {type: 'button', onclick: reload}, 'show them'),
      );
    }
    setTimeout(look, EVERY);
  };
  restore();
  said.textContent = 'Live: renewed when trials are stored.';
  setTimeout(look, EVERY);
}

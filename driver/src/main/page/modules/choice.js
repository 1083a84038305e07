/** @file A figure with one plot that the reader's choice draws again. */
import {el, select} from './elements.js';
import {plot} from './plot.js';

/**
 * Appends it to a section.
 *
 * @param ask what is chosen, beside the list
 * @param options pairs of a value and its text
 * @param first the value to begin with
 * @param name what the plot is called, by the value
 * @param caption what stands below it, by the value
 * @param option what is drawn, by the value and the width, as for `plot`
 * @return what draws the plot and its caption again
 */
export function choice(parent, {ask, options, first, name, caption, option}) {
  let chosen = first;
  const figure = el('figure', {}),
    below = el('figcaption', {}, caption(first));
  const choose = value => {
    chosen = value;
    below.textContent = caption(value);
    drawn.name = name(value);
    drawn.draw();
  };
  figure.append(el('div', {class: 'controls'}, select(ask, options, choose, first)));
  const drawn = plot(figure, name(first), width => option(chosen, width));
  figure.append(below);
  parent.append(figure);
  return () => {
    below.textContent = caption(chosen);
    if (drawn.chart) drawn.draw();
  };
}

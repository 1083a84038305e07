/** @file Plots are drawn when they come into view. */
import {charts} from './plot.js';

const seen = new IntersectionObserver(
  entries =>
    entries.forEach(e => {
      if (e.isIntersecting) {
        const c = charts.find(x => x.box === e.target);
        if (c && !c.chart) c.draw();
      }
    }),
  {rootMargin: '400px'},
);

export const observe = c => seen.observe(c.box);

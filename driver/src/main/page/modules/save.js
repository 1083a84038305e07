/** @file A plot as a file. */
import {R} from './data.js';
import {el} from './elements.js';

export function fileOf(one) {
  return (
    'espalier-' +
    R.overview.sweep +
    '-' +
    one.shown.title.text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
  );
}

export function saved(blob, name) {
  const url = URL.createObjectURL(blob);
  el('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function svgOf(one) {
  if (!one.chart) one.draw();
  return one.chart.renderToSVGString();
}

export function saveSvg(one) {
  saved(new Blob([svgOf(one)], {type: 'image/svg+xml'}), fileOf(one) + '.svg');
}

export function savePng(one) {
  const image = new Image(),
    scale = 2;
  image.onload = () => {
    const canvas = el('canvas', {width: image.width * scale, height: image.height * scale});
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    canvas.toBlob(blob => saved(blob, fileOf(one) + '.png'), 'image/png');
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svgOf(one));
}

/** @file A plot as a file: SVG as it goes into a paper, PNG as it is on the page. */
import {el} from './elements.js';
import {onPaper, themed} from './layout.js';
import {escaped, lines, sentence, slug} from './text.js';

const PIXELS_PER_INCH = 96;
const LINE = 13;

function saved(blob, name) {
  const url = URL.createObjectURL(blob);
  el('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/**
 * A plot of a width in inches, with text as text of 8 points and its caption below, which says what
 * n is.
 */
export function paperSvg(one, inches) {
  const width = Math.round(inches * PIXELS_PER_INCH);
  return onPaper(() => {
    const wanted = one.option(width);
    const {option, more} = themed(wanted, width);
    const height = Math.round((inches < 5 ? 250 : 340) + more);
    const chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width, height});
    chart.setOption(option);
    const drawing = chart.renderToSVGString();
    chart.dispose();
    const text = `${sentence(wanted.title.text)} ${sentence(wanted.caption || wanted.title.subtext)}`;
    const caption = lines(text, 5.2, width - 8);
    const whole = height + caption.length * LINE + 6;
    const inner = drawing.slice(drawing.indexOf('>') + 1, drawing.lastIndexOf('</svg>'));
    const said = caption.map(
      (l, i) => `<text x="4" y="${height + LINE * (i + 1)}">${escaped(l)}</text>`,
    );
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="${inches}in" height="${(whole / PIXELS_PER_INCH).toFixed(3)}in" viewBox="0 0 ${width} ${whole}">` +
      `<title>${escaped(wanted.title.text)}</title><desc>${escaped(text)}</desc>` +
      `<rect width="${width}" height="${whole}" fill="#fff"/>${inner}` +
      `<g font-family="Helvetica, Arial, sans-serif" font-size="8pt" fill="#000">${said.join('')}</g></svg>`
    );
  });
}

export function saveSvg(one, inches) {
  const svg = paperSvg(one, inches);
  saved(new Blob([svg], {type: 'image/svg+xml'}), `${slug(one.titled())}-${inches}in.svg`);
}

export function savePng(one) {
  if (!one.chart) one.draw();
  const image = new Image(),
    scale = 2;
  image.onload = () => {
    const canvas = el('canvas', {width: image.width * scale, height: image.height * scale});
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    canvas.toBlob(blob => saved(blob, slug(one.titled()) + '.png'), 'image/png');
  };
  image.src =
    'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(one.chart.renderToSVGString());
}

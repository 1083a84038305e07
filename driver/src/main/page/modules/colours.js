/** @file Colours and symbols that tell series apart. */
// Okabe and Ito's colours, distinguishable with every common colour vision; black is left out, and yellow on
// a light ground. On a dark ground the lighter ones come first.
export const ON_LIGHT = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#6a5acd',
  '#8c6d31',
  '#5f9ea0',
  '#a0522d',
  '#708090',
  '#b22222',
];

export const ON_DARK = [
  '#56b4e9',
  '#e69f00',
  '#1fbf92',
  '#cc79a7',
  '#f0e442',
  '#e8743b',
  '#9d90f0',
  '#c2a15a',
  '#5f9ea0',
  '#c87850',
  '#94a3b3',
  '#e06666',
];

export const COLOURS = [...ON_LIGHT];

/** Each is centred on its point. */
export const SYMBOLS = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'path://M0,0L10,0L5,9Z',
  'path://M3,0h4v3h3v4h-3v3h-4v-3h-3v-4h3z',
];

/** Of a value at which no trial succeeded. */
export const CROSS = 'path://M1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5L0,1Z';

// Cividis (Nunez, Anderton, Renslow 2018), nine stops: even in lightness, the same to all readers.
export const CIVIDIS = [
  '#00224e',
  '#123570',
  '#3b496c',
  '#575d6d',
  '#707173',
  '#8a8678',
  '#a59c74',
  '#c3b369',
  '#e1cc55',
  '#fee838',
];

export const DIVERGING = [
  '#b35806',
  '#e08214',
  '#fdb863',
  '#fee0b6',
  '#f7f7f7',
  '#d8daeb',
  '#b2abd2',
  '#8073ac',
  '#542788',
];

/** Of a yardstick, in a legend. */
export const DASHES = 'path://M0,4h5v2h-5zM7,4h5v2h-5z';

import js from '@eslint/js';
import globals from 'globals';

export default [
  js.configs.recommended,
  {
    files: ['modules/**/*.js'],
    languageOptions: {
      sourceType: 'module',
      globals: {...globals.browser, REPORT: 'readonly', VERSION: 'readonly', echarts: 'readonly'},
    },
    rules: {
      'max-len': ['error', {code: 120, ignoreUrls: true}],
      'no-unused-vars': ['error', {args: 'after-used'}],
      'no-shadow': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
];

/** Where the command line has always found them; the library counts in the same words. */
export { countOf, countText } from '../lib/errors/count-text.ts';

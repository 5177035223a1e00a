const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * True for a string after `=` that JSON's grammar reads as a number, true, false or null, and that may have been meant
 * as one: `2010`, `-1.5e3`, `true`. `02134` and `+49` are strings in that grammar.
 */
export function readsAsLiteral(text: string): boolean {
  return text === 'true' || text === 'false' || text === 'null' || NUMBER.test(text);
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Whether a string that stands after `=` reads as a number, true, false or null in JSON's grammar, and so may have been
 * meant as one: `2010`, `-1.5e3`, `true`. `02134` and `+49` are strings in that grammar.
 */
export function readsAsLiteral(text: string): boolean {
  return text === 'true' || text === 'false' || text === 'null' || NUMBER.test(text);
}

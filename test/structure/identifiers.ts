/** Comments, strings and regular expressions, which contain no identifiers. */
const SKIPPED =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:[!&|?{};\n]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*|(?<=\breturn\s+)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/;

const IDENTIFIER = /[A-Za-z_$][\w$]*/;

/** The identifiers of a TypeScript source, keywords among them, in their order; those within template strings too. */
export function identifiersOf(source: string): string[] {
  const found: string[] = [];
  const token = new RegExp(
    `(?<skipped>${SKIPPED.source})|(?<template>\`)|(?<name>${IDENTIFIER.source})`,
    'g',
  );
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    const { template, name } = match.groups ?? {};
    if (name !== undefined) found.push(name);
    if (template === undefined) continue;
    const { inner, end } = readTemplate(source, token.lastIndex);
    for (const expression of inner) found.push(...identifiersOf(expression));
    token.lastIndex = end;
  }
  return found;
}

/** The expressions within a template string that begins before `from`, and where it ends. */
function readTemplate(source: string, from: number): { inner: string[]; end: number } {
  const inner: string[] = [];
  let at = from;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) {
      const end = expressionEnd(source, at + 2);
      inner.push(source.slice(at + 2, end));
      at = end + 1;
    } else at += 1;
  }
  return { inner, end: at + 1 };
}

function expressionEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '`') at = readTemplate(source, at + 1).end - 1;
    else if (character === "'") at = source.indexOf("'", at + 1);
    else if (character === '{') depth += 1;
    else if (character === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return source.length;
}

/** The parts of a name, in lower case: `read` and `page` for `readPage`, `READ_PAGE` and `read-page`. */
export function partsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z\d]+/)
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
}

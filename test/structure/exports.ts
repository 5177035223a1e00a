import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names that each file exports, by its path inside src. */
export type Exports = ReadonlyMap<string, readonly string[]>;

const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const enum|const|let|var|type|interface|enum|namespace)\s+([\w$]+)/gm;
/** `export { a, type B as C }`, of another file's or not; the names as others see them. */
const LIST = /^export (?:type )?\{([^}]*)\}/gm;

/** The names of a file's exports, but for a default one: that has no name outside. */
export function exportsOf(text: string): string[] {
  const declared = [...text.matchAll(DECLARATION)].map(([, name = '']) => name);
  const listed = [...text.matchAll(LIST)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((entry) => entry.trim().split(/\s+/).at(-1) ?? '')
      .filter((name) => name !== '' && name !== 'default'),
  );
  return [...declared, ...listed];
}

export function readExports(src: string): Exports {
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.tsx?$/.test(path),
  );
  return new Map(paths.map((path) => [path, exportsOf(readFileSync(join(src, path), 'utf8'))]));
}

/** The names that two files export, and which; a line each. */
export function repeatedNames(exports: Exports): string[] {
  const files = new Map<string, string[]>();
  for (const [path, names] of exports) {
    for (const name of new Set(names)) files.set(name, [...(files.get(name) ?? []), path]);
  }
  return [...files].flatMap(([name, paths]) =>
    paths.length > 1 ? [`${name}: ${paths.sort().join(', ')}`] : [],
  );
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { FRAMEWORK, MOST_FILES } from './rooms.ts';

/** The imports of each file, types included: files of src as paths inside it, packages by their names. */
export type Imports = ReadonlyMap<string, readonly string[]>;

// `import … from`, `export … from`, `import '…'`, `import('…')`; of a statement only what ends it.
const SPECIFIER =
  /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*'([^']+)'|^\} from '([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

export function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(SPECIFIER)].map(([, whole = '', ending = '', inline = '']) => {
    const specifier = whole || ending || inline;
    return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
  });
}

export function readImports(src: string): Imports {
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.tsx?$/.test(path),
  );
  return new Map(paths.map((path) => [path, importsOf(path, readFileSync(join(src, path), 'utf8'))]));
}

export function roomOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

/** The violations of this order of rooms, one line each. */
export function problemsOf(imports: Imports, rooms: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of imports.keys()) counts.set(roomOf(path), (counts.get(roomOf(path)) ?? 0) + 1);
  const wrong = [...imports].flatMap(([path, targets]) =>
    targets.flatMap((target) => {
      const problem = importProblem(path, target, imports, rooms);
      return problem === undefined ? [] : [`${path} imports ${target}${problem}`];
    }),
  );
  const placeless = [...counts.keys()].filter((room) => !rooms.includes(room));
  return [
    ...wrong,
    ...[...counts].flatMap(([room, count]) => (count > MOST_FILES ? [`${room} has ${count} files`] : [])),
    ...placeless.map((room) => `${room} has no place in the order`),
    ...rooms.filter((room) => !counts.has(room)).map((room) => `${room} is in the order, and has no file`),
  ];
}

function importProblem(
  path: string,
  target: string,
  imports: Imports,
  rooms: readonly string[],
): string | undefined {
  if (!/\.tsx?$/.test(target)) {
    const mayRender = /^(?:cli|commands)\//.test(path);
    return FRAMEWORK.includes(target) && !mayRender ? ': only cli and commands may' : undefined;
  }
  if (!imports.has(target)) return ', which does not exist';
  if (rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(path))) return ', of a later room';
  const isCommand = path.startsWith('commands/') && target.startsWith('commands/');
  return isCommand ? ', another command' : undefined;
}

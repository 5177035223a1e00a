import { AutodyneError } from '../errors/autodyne-error.ts';

/** Where a value is in an item: names of attributes and of map members, and positions in lists. */
export type AttributePath = readonly (string | number)[];

const INDEX = /\[(\d+)\]/y;

/**
 * Reads a path as people write it: `info.rating`, `tags[2]`. A dot, bracket or backslash that belongs to a name
 * has a backslash before it: `a\.b`.
 * @throws AutodyneError `InvalidUsage` when a name in it is empty.
 */
export function parseAttributePath(text: string): AttributePath {
  const path: (string | number)[] = [];
  let name = '';
  let isNameDone = false;
  const finishName = (): void => {
    if (isNameDone) return;
    if (name === '')
      throw new AutodyneError('InvalidUsage', `"${text}" is not an attribute: a name in it is empty`);
    path.push(name);
    name = '';
    isNameDone = true;
  };
  for (let at = 0; at < text.length; at += 1) {
    INDEX.lastIndex = at;
    const index = INDEX.exec(text);
    if (index !== null && (name !== '' || isNameDone)) {
      finishName();
      path.push(Number(index[1]));
      at += index[0].length - 1;
    } else if (text[at] === '.') {
      finishName();
      isNameDone = false;
    } else {
      if (text[at] === '\\' && at + 1 < text.length) at += 1;
      if (isNameDone)
        throw new AutodyneError('InvalidUsage', `"${text}" is not an attribute: a dot is missing after "]"`);
      name += text[at];
    }
  }
  finishName();
  return path;
}

/** The path as {@link parseAttributePath} and {@link parseAttributeList} read it. */
export function formatAttributePath(path: AttributePath): string {
  return path
    .map((step, position) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = step.replace(/[\\.[,]/g, '\\$&');
      return position === 0 ? name : `.${name}`;
    })
    .join('');
}

/**
 * Attributes to get, as people list them: `artist,info.rating`. A comma that belongs to a name has a backslash.
 * @throws AutodyneError `InvalidUsage` when a name is empty
 */
export function parseAttributeList(text: string): AttributePath[] {
  const paths = text.match(/(?:\\.|[^,\\])+|(?<=^|,)(?=,|$)/gs) ?? [''];
  return paths.map((path) => parseAttributePath(path.trim()));
}

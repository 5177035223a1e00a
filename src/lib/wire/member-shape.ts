import { isJsonObject } from '../json/parse-json.ts';

/** The problem of a response's member, which `path` names, none for the response itself; `undefined` when there is none. */
export type MemberShape = (value: unknown, path: string) => string | undefined;

export const stringShape = ofType((value) => typeof value === 'string', 'a string');
export const numberShape = ofType((value) => typeof value === 'number', 'a number');
export const booleanShape = ofType((value) => typeof value === 'boolean', 'a boolean');

/** A time, as it is once a response was read. */
export const dateShape = ofType(
  (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  'a time in seconds since 1970',
);

/** One of some strings. */
export function oneOfShape(...options: readonly string[]): MemberShape {
  return ofType((value) => options.includes(value as string), options.join(' or '));
}

export function listShape(shape: MemberShape): MemberShape {
  return (value, path) => {
    if (!Array.isArray(value)) return `"${path}" is not a list`;
    return firstProblem(value.entries(), ([index, element]) => shape(element, `${path}[${index}]`));
  };
}

export function mapShape(shape: MemberShape): MemberShape {
  return (value, path) => {
    if (!isJsonObject(value)) return `"${path}" is not an object`;
    return firstProblem(Object.entries(value), ([name, member]) => shape(member, `${path}.${name}`));
  };
}

/** An object with `required` members, and `optional` ones where these are not absent or null; others may be anything. */
export function objectShape(
  required: Readonly<Record<string, MemberShape>>,
  optional: Readonly<Record<string, MemberShape>> = {},
): MemberShape {
  const needed = Object.entries(required);
  const known = Object.entries({ ...required, ...optional });
  return (value, path) => {
    if (!isJsonObject(value)) return `"${path}" is not an object`;
    const missing = needed.find(([name]) => isAbsent(value[name]));
    if (missing !== undefined) return `no "${joined(path, missing[0])}"`;
    return firstProblem(known, ([name, shape]) =>
      isAbsent(value[name]) ? undefined : shape(value[name], joined(path, name)),
    );
  };
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function ofType(is: (value: unknown) => boolean, what: string): MemberShape {
  return (value, path) => (is(value) ? undefined : `"${path}" is not ${what}`);
}

function firstProblem<T>(all: Iterable<T>, problemOf: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const problem = problemOf(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

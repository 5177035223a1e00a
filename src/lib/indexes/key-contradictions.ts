import { AutodyneError } from '../errors/autodyne-error.ts';
import { closest } from '../errors/closest.ts';
import { commandText } from '../errors/command-text.ts';
import { countOf, countText } from '../errors/count-text.ts';
import { attributeType } from '../items/conditions/path-slip.ts';
import { describeType } from '../items/keys/check-key.ts';
import type { KeyAttribute, KeyType } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { indexCreateArgs } from './index-command.ts';
import type { IndexSample } from './index-sample.ts';
import type { IndexSpec } from './index-spec.ts';

/** A key attribute that no sampled item has with the type that the index needs: the index would have none of them. */
export interface KeyContradiction {
  key: KeyAttribute;
  /** Items that have it, with another type. */
  items: number;
  /** The type of all of these; `undefined` if they have several, or none has it. */
  type: string | undefined;
  /** If no item has it: the attribute that was probably meant, and its type if that can be a key's. */
  meant: KeyAttribute | undefined;
}

const KEY_TYPES: readonly string[] = ['S', 'N', 'B'] satisfies KeyType[];

/** More names than that are not those of one table's attributes; they are no longer remembered. */
const MAX_NAMES = 10_000;

/** The top-level attributes of sampled items, and their types. */
export class SeenAttributes {
  readonly #types = new Map<string, Map<string, number>>();

  add(item: Item): void {
    for (const [name, value] of Object.entries(item)) {
      const types = this.#types.get(name) ?? new Map<string, number>();
      if (types.size === 0 && this.#types.size < MAX_NAMES) this.#types.set(name, types);
      const type = attributeType(value);
      types.set(type, (types.get(type) ?? 0) + 1);
    }
  }

  contradictions(keys: readonly KeyAttribute[]): KeyContradiction[] {
    // A name that may have been forgotten is not missed.
    if (this.#types.size >= MAX_NAMES) return [];
    return keys.flatMap(({ name, type }): KeyContradiction[] => {
      const types = this.#types.get(name) ?? new Map<string, number>();
      if (types.has(type)) return [];
      const [only, ...others] = types.keys();
      const items = [...types.values()].reduce((sum, count) => sum + count, 0);
      return [
        {
          key: { name, type },
          items,
          type: others.length === 0 ? only : undefined,
          meant: items === 0 ? this.#meant(name, keys) : undefined,
        },
      ];
    });
  }

  #meant(name: string, keys: readonly KeyAttribute[]): KeyAttribute | undefined {
    const others = [...this.#types].filter(([other]) => !keys.some((key) => key.name === other));
    const near = closest(
      name,
      others.map(([other]) => other),
    );
    const [only, ...more] = others.find(([other]) => other === near)?.[1].keys() ?? [];
    if (near === undefined || only === undefined || more.length > 0 || !isKeyType(only)) return undefined;
    return { name: near, type: only };
  }
}

function isKeyType(type: string | undefined): type is KeyType {
  return type !== undefined && KEY_TYPES.includes(type);
}

/** For example `total is a number in all 500 items`, or `no item has totl (did you mean total?)`. */
export function contradictionText(
  { key: { name, type: wanted }, items, type, meant }: KeyContradiction,
  { sampledItems, isWhole }: Pick<IndexSample, 'sampledItems' | 'isWhole'>,
): string {
  if (items === 0) {
    const none = isWhole ? 'no item has' : `none of the ${countOf(sampledItems, 'item')} that were read has`;
    return `${none} ${name}${meant === undefined ? '' : ` (did you mean ${meant.name}?)`}`;
  }
  const all = items === 1 ? 'the one item' : `all ${countOf(items, 'item')}`;
  const having = items === sampledItems ? '' : items === 1 ? ' that has it' : ' that have it';
  const read = isWhole
    ? ''
    : having === ''
      ? ' that were read'
      : `, of ${countText(sampledItems)} that were read`;
  const what = type === undefined ? `not ${describeType(wanted)}` : describeType(type);
  return `${name} is ${what} in ${all}${having}${read}`;
}

function wayOut({ key, type }: KeyContradiction): string {
  if (isKeyType(type)) return `: write ${key.name}:${type}`;
  return type === undefined ? '' : ', which cannot be a key';
}

/**
 * Refuses an index that would contain none of the sampled items.
 * @param isTyped its keys were typed on the command line, so the index that fits the items is suggested too
 * @throws AutodyneError `InvalidInput`
 */
export function assertNoContradiction(
  spec: IndexSpec,
  sample: IndexSample,
  { tableName, otherwise, isTyped }: { tableName: string; otherwise: readonly string[]; isTyped: boolean },
): void {
  const { contradictions } = sample;
  if (contradictions.length === 0) return;
  const why = contradictions.map(
    (found) => `${contradictionText(found, sample)}${isTyped ? wayOut(found) : ''}`,
  );
  const better = isTyped ? mended(spec, contradictions) : undefined;
  const command =
    better && `to create it for these items: ${commandText(...indexCreateArgs(better, tableName))}`;
  throw new AutodyneError('InvalidInput', `index "${spec.name}": ${why.join('; ')}`, {
    suggestions: [...(command === undefined ? [] : [command]), ...otherwise],
  });
}

/** The index with the types that the items have, and the names that were meant; `undefined` if one is not known. */
function mended(spec: IndexSpec, contradictions: readonly KeyContradiction[]): IndexSpec | undefined {
  const instead = new Map<string, KeyAttribute>();
  for (const { key, type, meant } of contradictions) {
    if (meant !== undefined) instead.set(key.name, meant);
    else if (isKeyType(type)) instead.set(key.name, { name: key.name, type });
    else return undefined;
  }
  const mend = (key: KeyAttribute): KeyAttribute => instead.get(key.name) ?? key;
  return { ...spec, partitionKeys: spec.partitionKeys.map(mend), sortKeys: spec.sortKeys.map(mend) };
}

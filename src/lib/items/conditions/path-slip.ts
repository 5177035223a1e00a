import { closest } from '../../errors/closest.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import { type AttributeValue, getAttribute, type Item } from '../values/attribute-value.ts';

/** The values that items have at a path, or why none has one there: a name or a position is not as the items have it. */
export interface PathValues {
  values: readonly AttributeValue[];
  /** For people; `undefined` where there are values, and where a list is only too short. */
  slip: string | undefined;
}

/**
 * Looks up a path in items. A path that leads to nothing is explained: by the name that was probably meant, or the list
 * or scalar in which there are no members.
 * @param which the items, for people: "item that was read"
 */
export function valuesAt(path: AttributePath, items: readonly Item[], which: string): PathValues {
  let values: readonly AttributeValue[] = items.map((item) => ({ M: item }));
  for (const [position, step] of path.entries()) {
    const inside = values.flatMap((value) => memberOf(value, step) ?? []);
    if (inside.length === 0) return { values: [], slip: slipAt(path, position, values, which) };
    values = inside;
  }
  return { values, slip: undefined };
}

function memberOf({ L, M }: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return L?.[step];
  return M === undefined ? undefined : getAttribute(M, step);
}

function slipAt(
  path: AttributePath,
  position: number,
  around: readonly AttributeValue[],
  which: string,
): string | undefined {
  const step = path[position];
  const before = formatAttributePath(path.slice(0, position));
  const [other] = around;
  if (other === undefined) return undefined;
  if (typeof step === 'number') {
    return around.some(({ L }) => L !== undefined)
      ? undefined
      : `${before} is ${describeType(attributeType(other))}, so it has no element [${step}]`;
  }
  const maps = around.map(({ M }) => M).filter((map) => map !== undefined);
  if (maps.length === 0 && other.L !== undefined) {
    const element = formatAttributePath([...path.slice(0, position), 0, ...path.slice(position)]);
    return `${before} is a list: ${element} is in its first element, and ${before}.contains finds a string or number in it`;
  }
  if (maps.length === 0)
    return `${before} is ${describeType(attributeType(other))}, so it has no member ${step}`;
  const near = nearest(String(step), [...new Set(maps.flatMap((map) => Object.keys(map)))]);
  const none = `no ${which} has ${formatAttributePath(path.slice(0, position + 1))}`;
  if (near === undefined) return none;
  return `${none}; did you mean ${formatAttributePath(path.with(position, near))}?`;
}

/** The same name in other letters (`Status` for `status`), else one that is near; of one or two letters all names are. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const folded = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '');
  const same = known.find((other) => folded(other) === folded(name));
  return same ?? (name.length > 2 ? closest(name, known) : undefined);
}

/** The type of a value, as DynamoDB writes it: `S`, `N`, `SS` … */
export function attributeType(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

import { attributeOf, isAttribute } from '../conditions/condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { ReadPlan } from './read-request.ts';

/**
 * The attributes asked for, and those that autodyne needs in addition: of the key, to evaluate conditions and to say
 * where to go on when a page is cut, and of conditions that it evaluates.
 * @param asked everything where it is not given
 */
export function attributesToGet(
  asked: readonly AttributePath[] | undefined,
  keyAttributes: readonly KeyAttribute[],
  evaluated: readonly AttributePath[],
): Pick<ReadPlan, 'shown'> & { attributes: readonly AttributePath[] | undefined; hidden: string[] } {
  if (asked === undefined) return { attributes: asked, hidden: [], shown: undefined };
  const needed = [...keyAttributes.map(({ name }) => name), ...evaluated.map(attributeOf)];
  const hidden = [...new Set(needed)].filter((name) => !asked.some((path) => isAttribute(path, name)));
  // DynamoDB takes no path inside another one.
  const isInside = (path: AttributePath): boolean => hidden.includes(attributeOf(path));
  return {
    attributes: [...asked.filter((path) => !isInside(path)), ...hidden.map((name) => [name])],
    hidden: hidden.filter((name) => !asked.some((path) => attributeOf(path) === name)),
    shown: asked.some(isInside) ? asked : undefined,
  };
}

import { attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import { whereConditions } from '../conditions/where-conditions.ts';
import type { Model } from '../definition/model.ts';
import { fieldNamed } from '../record/attributes.ts';
import type { GivenConditions } from './update-record.ts';

/**
 * What must hold of the item for a write: all of `if`, and none of `unlessExists` there.
 * @throws InvalidQuery, AutodyneError `UnknownAttribute`
 */
export function givenConditions(
  model: Model,
  { if: asked = {}, unlessExists = [] }: GivenConditions,
): Condition[] {
  const absent = unlessExists.map((name) => attributeNotExists(fieldNamed(model, name).attribute));
  return [...whereConditions(model, asked), ...absent];
}

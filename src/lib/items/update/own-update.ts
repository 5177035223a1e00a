import type { OwnUpdate } from '../conditions/own-expressions.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import { parseUpdate, type UpdateClauseAction, type UpdateOperand } from '../expressions/parse-update.ts';
import { addDecimals } from '../values/add-decimals.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { type ActionEffect, additionTo, deletionFrom } from './action-effects.ts';

/**
 * The changes of an update expression in DynamoDB's own language.
 * @throws AutodyneError `InvalidUsage`, with the service's message, for one that DynamoDB would refuse
 */
export function parseOwnUpdate({ update = '', names = {}, values = {} }: OwnUpdate): UpdateClauseAction[] {
  return parseUpdate(update, { names, values, used: new Set() });
}

/** The effects of such an update that was made, in its order; each change sees the item as it was before. */
export function ownEffects(clauses: readonly UpdateClauseAction[], item: Item): ActionEffect[] {
  return clauses.map(({ section, path, operand }) => {
    const before = valueAtPath(item, path);
    const value = operand === undefined ? undefined : operandIn(item, operand);
    const kind = SECTION_KINDS[section];
    const effect = { kind, path, before, after: undefined, moved: [], idle: [] };
    if (value === undefined || section === 'REMOVE') return effect;
    if (section === 'SET') return { ...effect, after: value };
    return { ...effect, ...(section === 'ADD' ? additionTo(before, value) : deletionFrom(before, value)) };
  });
}

const SECTION_KINDS = { SET: 'set', REMOVE: 'remove', ADD: 'add', DELETE: 'delete' } as const;

function operandIn(item: Item, operand: UpdateOperand): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return valueAtPath(item, operand.path);
    case 'size':
      return undefined;
    default: {
      const [left, right] = operand.operands.map((one) => operandIn(item, one));
      if (operand.kind === 'if_not_exists') return left ?? right;
      if (operand.kind === 'list_append') return { L: [...(left?.L ?? []), ...(right?.L ?? [])] };
      const number = right?.N ?? '';
      const sum = addDecimals(left?.N ?? '', operand.kind === '-' ? negative(number) : number);
      return sum === undefined ? undefined : { N: sum };
    }
  }
}

function negative(number: string): string {
  return number.startsWith('-') ? number.slice(1) : `-${number.replace(/^\+/, '')}`;
}

import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { filterOf } from '../expressions/condition-filter.ts';
import { nothingToCopy } from '../update/copy-sources.ts';
import { typeWouldChange } from '../update/update-types.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainFailedCondition, itemInTheWay } from './failed-condition.ts';
import type { UpdateItemRequest } from './update-item.ts';

/** The service's words for a change inside something that is absent, or is no map or list. */
const NO_PARENT = 'document path provided in the update expression is invalid';

/**
 * The error of a refused update as the person wrote it: which of its conditions failed is decided by the image of the
 * item that the service sends with its refusal.
 */
export function explainRefusedUpdate(error: unknown, request: UpdateItemRequest): unknown {
  if (isAutodyneError(error) && error.message.includes(NO_PARENT)) return withWay(error, request);
  const { own, conditions, isRetyping } = request;
  const condition = own?.condition === undefined ? undefined : { ...own, expression: own.condition };
  const failed = (): unknown => explainFailedCondition(error, { ...request, condition });
  const found = askedItem(error, request);
  if (found === undefined) return failed();
  const refusal =
    (isRetyping ? undefined : typeWouldChange(found, request, error)) ?? nothingToCopy(found, request, error);
  if (refusal !== undefined) return refusal;
  if (condition !== undefined || (conditions ?? []).length > 0 || !request.isMakingParents) return failed();
  return new AutodyneError('ConditionFailed', 'others changed the item all the time; nothing was changed', {
    cause: error,
    suggestions: [WAYS.seeItem],
  });
}

/** The item of an update that was refused for nothing but an absent parent, or a parent that is no map; else `undefined`. */
export function itemWithoutParents(error: unknown, request: UpdateItemRequest): Item | undefined {
  const item = askedItem(error, request);
  if (item === undefined || nothingToCopy(item, request, error) !== undefined) return undefined;
  return !request.isRetyping && typeWouldChange(item, request, error) !== undefined ? undefined : item;
}

/** The item as it is, an empty one that is to be made, if it meets all that the person asked. */
function askedItem(error: unknown, request: UpdateItemRequest): Item | undefined {
  if (!isAutodyneError(error, 'ConditionFailed')) return undefined;
  const found = itemInTheWay(error) ?? (request.isUpsert ? {} : undefined);
  return found !== undefined && filterOf(request.conditions ?? [], request.own)(found) ? found : undefined;
}

function withWay(error: AutodyneError, { isMakingParents }: UpdateItemRequest): AutodyneError {
  if (isMakingParents) return error;
  const { code, message, details, suggestions } = error;
  return new AutodyneError(code, message, {
    cause: error.cause,
    details,
    suggestions: [...suggestions, WAYS.makeParents],
  });
}

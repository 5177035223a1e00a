import { AutodyneError } from '../../errors/autodyne-error.ts';
import { hooksOf } from '../hooks/registered-hooks.ts';
import { HookAbort, runAround, runHooks } from '../hooks/run-hooks.ts';
import { stateOf } from '../record/record-core.ts';
import type { HookEvent } from '../types/hook-types.ts';
import type { SaveOptions } from '../types/record-types.ts';
import { errorsOf, validateRecord } from '../validations/validate-record.ts';

/** Events that hooks can be registered for. */
export type LifecycleEvent = Uncapitalize<HookEvent>;

const EVENTS: Readonly<Record<LifecycleEvent, HookEvent>> = {
  save: 'Save',
  create: 'Create',
  update: 'Update',
  destroy: 'Destroy',
};

/**
 * Validates a record between the hooks of it; those after it are called of an invalid record too, and may add errors. False
 * with no errors at all is a hook that stopped it.
 */
export async function isValid(record: object, { validate = true }: SaveOptions = {}): Promise<boolean> {
  if (!validate) return true;
  const { definition } = stateOf(record).model;
  const errors = errorsOf(record);
  errors.clear();
  try {
    await runHooks(record, definition, 'beforeValidation');
    await validateRecord(record);
    await runHooks(record, definition, 'afterValidation');
  } catch (error) {
    if (!(error instanceof HookAbort)) throw error;
    return false;
  }
  return errors.isEmpty;
}

/**
 * Does `write` between the hooks of an event. Those after it are called only if it was done: it may give false to say that
 * it was not.
 * @returns false where a hook stopped it, or it was not done
 * @throws AutodyneError `InvalidUsage` for `abort()` once it was done
 */
export async function withHooks(
  record: object,
  event: LifecycleEvent,
  write: () => Promise<unknown>,
): Promise<boolean> {
  const { definition } = stateOf(record).model;
  const name = EVENTS[event];
  let isDone = false;
  try {
    await runHooks(record, definition, `before${name}`);
    const isPassed = await runAround(record, hooksOf(definition, `around${name}`), async () => {
      isDone = (await write()) !== false;
    });
    if (!isPassed || !isDone) return false;
    await runHooks(record, definition, `after${name}`);
    return true;
  } catch (error) {
    if (!(error instanceof HookAbort)) throw error;
    if (isDone) throw abortedLate(definition.name, event, error);
    return false;
  }
}

function abortedLate(model: string, event: LifecycleEvent, cause: HookAbort): AutodyneError {
  const message = `abort() came after the ${event} of a record of ${model} was done: it cannot be stopped any more`;
  return new AutodyneError('InvalidUsage', message, {
    cause,
    suggestions: ['call abort() in a before hook, or in an around hook before next()'],
  });
}

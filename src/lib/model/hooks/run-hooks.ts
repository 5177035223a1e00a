import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Hook, ModelDefinition } from '../definition/model-definition.ts';
import type { HookName } from '../types/hook-types.ts';
import { hooksOf } from './registered-hooks.ts';

/** Thrown by {@link abort}; whoever calls the hooks makes of it a write that is not done. */
export class HookAbort extends AutodyneError<'InvalidUsage'> {
  constructor() {
    super('InvalidUsage', 'abort() was called outside the hooks of a write', {
      suggestions: ['call it in a hook such as beforeSave, and await what leads to it'],
    });
  }
}

/**
 * In a before hook, or an around hook before `next()`: the write is not done. `save` and `destroy` give false, `saveOrThrow`
 * and `destroyOrThrow` throw RecordNotSaved and RecordNotDestroyed.
 */
export function abort(): never {
  throw new HookAbort();
}

/** Calls the hooks of one kind, one after the other, each awaited. */
export async function runHooks(record: object, definition: ModelDefinition, name: HookName): Promise<void> {
  for (const hook of hooksOf(definition, name)) await hook(record as never);
}

/**
 * Calls hooks that cannot be awaited.
 * @throws AutodyneError `InvalidModel` for one that is async
 */
export function runHooksNow(record: object, definition: ModelDefinition, name: 'afterInitialize'): void {
  for (const hook of hooksOf(definition, name)) {
    const returned = hook(record as never);
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') continue;
    // It is refused here, whatever becomes of it.
    Promise.resolve(returned).catch(() => undefined);
    throw new AutodyneError(
      'InvalidModel',
      `a hook of ${definition.name}.${name} is async, and a constructor waits for nothing`,
      {
        suggestions: ['use afterFind for records that were read, which is awaited'],
        details: { model: definition.name },
      },
    );
  }
}

/**
 * Does `inner` within the around hooks. It is awaited whether or not a hook awaits its `next()`, and a failure of it is
 * thrown although a hook catches it.
 * @returns false where a hook did not call `next()`
 * @throws AutodyneError `InvalidUsage` where one calls it twice
 */
export async function runAround(
  record: object,
  hooks: readonly Hook[],
  inner: () => Promise<void>,
): Promise<boolean> {
  const [hook, ...others] = hooks;
  if (hook === undefined) {
    await inner();
    return true;
  }
  let within: Promise<boolean> | undefined;
  await hook(record as never, async () => {
    if (within !== undefined) {
      throw new AutodyneError('InvalidUsage', 'a hook called next() twice: it does the write, once');
    }
    within = runAround(record, others, inner);
    // A hook that does not await it is no reason for an unhandled rejection.
    within.catch(() => undefined);
    await within;
  });
  return within === undefined ? false : within;
}

import type { SaveOptions } from '../types/record-types.ts';

/** Events that hooks can be registered for. */
export type LifecycleEvent = 'save' | 'create' | 'update' | 'destroy';

/** Whether the record may be saved. (Validations are the second half's.) */
export async function isValid(_record: object, _options: SaveOptions): Promise<boolean> {
  return true;
}

/** Does `write` between the hooks of an event; false where one stopped it. (Hooks are the second half's.) */
export async function withHooks(
  _record: object,
  _event: LifecycleEvent,
  write: () => Promise<void>,
): Promise<boolean> {
  await write();
  return true;
}

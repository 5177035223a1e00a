import { notBuilt } from '../errors/not-built.ts';

/** DeleteItem with the hooks of destroy; false where one stops it. @throws StaleObjectError */
export function destroyRecord(_record: object): Promise<boolean> {
  return notBuilt('destroyRecord');
}

/** @throws RecordNotDestroyed where {@link destroyRecord} gives false */
export function destroyRecordOrThrow(_record: object): Promise<void> {
  return notBuilt('destroyRecordOrThrow');
}

/** DeleteItem without hooks. @throws StaleObjectError */
export function deleteRecord(_record: object): Promise<void> {
  return notBuilt('deleteRecord');
}

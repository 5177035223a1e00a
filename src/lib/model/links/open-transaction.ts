import { AsyncLocalStorage } from 'node:async_hooks';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Link } from './link.ts';

const open = new AsyncLocalStorage<true>();

/** Does the work of a transaction's function, in which associations are not written. */
export function withinTransaction<T>(work: () => Promise<T>): Promise<T> {
  return open.run(true, work);
}

/**
 * Associations send their writes at once: within a transaction they would be made, whatever becomes of it.
 * @param name of the association, with its model: `User.posts`
 * @throws AutodyneError `InvalidUsage`
 */
export function refuseWithinTransaction(name: string, method: string, link: Link): void {
  if (open.getStore() === undefined) return;
  const { target } = link;
  const instead =
    link.kind === 'ids'
      ? `call it once the transaction is done: ids of both sides are a transaction of their own`
      : link.isOwn
        ? `write the field: t.updateAttributes(record, { ${link.field.name}: … })`
        : `write the field of ${target.name}: t.create(${target.name}, { ${link.field.name}: … }), or t.updateAttributes(record, { ${link.field.name}: … })`;
  throw new AutodyneError(
    'InvalidUsage',
    `${name}.${method} within a transaction would be written at once, whatever becomes of the transaction; nothing was written`,
    { suggestions: [instead] },
  );
}

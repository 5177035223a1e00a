import type { ServiceClient } from '../../client/client-sender.ts';
import { keyIdentity } from '../../items/keys/key-of.ts';
import { itemSizeBytes } from '../../items/values/item-size.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { commitWrites } from './commit-writes.ts';
import type { ItemWrite, Refusal } from './item-write.ts';

/** Records in one transaction: with a companion each, they are as many writes as DynamoDB takes. */
const MAX_RECORDS = 50;

/** Half of what DynamoDB takes: each value of a unique field is sent more than once. */
const MAX_BYTES = 2 * 1024 * 1024;

/** A write that was not made, and why. */
export interface RefusedOne<W extends ItemWrite> extends Refusal {
  readonly write: W;
}

/**
 * Makes many writes of a model with unique fields, by transactions of up to 50 records, one after the other. One that a
 * condition keeps from being made does not keep the others from it.
 * @param onDone is told those of each transaction that was made
 * @returns those that were not made
 */
export async function commitMany<W extends ItemWrite>(
  client: ServiceClient,
  writes: Iterable<W> | AsyncIterable<W>,
  onDone: (done: readonly W[]) => void = () => undefined,
): Promise<RefusedOne<W>[]> {
  const refused: RefusedOne<W>[] = [];
  for await (const chunk of chunksOf(writes)) {
    let left = chunk;
    while (left.length > 0) {
      const outcome = await commitWrites(client, left);
      if (outcome.isDone) {
        onDone(left);
        break;
      }
      const indexes = new Set(outcome.refused.map(({ index }) => index));
      for (const refusal of outcome.refused) {
        const write = left[refusal.index];
        if (write !== undefined && !refused.some((one) => one.write === write))
          refused.push({ ...refusal, write });
      }
      left = left.filter((_, index) => !indexes.has(index));
    }
  }
  return refused;
}

/** As many as one transaction takes whatever their companions are: each value may be freed and another one claimed. */
async function* chunksOf<W extends ItemWrite>(
  writes: Iterable<W> | AsyncIterable<W>,
): AsyncGenerator<W[], void> {
  let chunk: W[] = [];
  let keys = new Set<string>();
  let actions = 0;
  let sizeBytes = 0;
  for await (const write of writes) {
    const key = keyIdentity(write.key, Object.keys(write.key));
    const unique = uniqueFieldsOf(write.model).length;
    // Only what replaces an item can free values and claim others.
    const ofWrite = 1 + (write.kind === 'put' && write.known !== null ? 2 : 1) * unique;
    const bytes = write.kind === 'put' ? itemSizeBytes(write.item) : 0;
    const isFull =
      chunk.length === MAX_RECORDS || actions + ofWrite > 2 * MAX_RECORDS || sizeBytes + bytes > MAX_BYTES;
    if (chunk.length > 0 && (isFull || keys.has(key))) {
      yield chunk;
      [chunk, keys, actions, sizeBytes] = [[], new Set(), 0, 0];
    }
    chunk.push(write);
    keys.add(key);
    actions += ofWrite;
    sizeBytes += bytes;
  }
  if (chunk.length > 0) yield chunk;
}

import { checkFileChecksum } from '../../sources/check-checksums.ts';
import { noRepairs } from '../../sources/element-item.ts';
import { handleCalls } from '../../threads/thread-calls.ts';
import type { ReaderCalls } from './reader-messages.ts';
import { RepeatedKeys } from './repeated-keys.ts';
import type { RequestPack } from './request-pack.ts';
import { requestPacks } from './request-packs.ts';

/**
 * The reading thread, which `ReaderThread` starts: reads, decompresses and splits a source's files, and builds
 * requests. The build makes a script of its own from this file.
 */
let packs: AsyncGenerator<RequestPack> | undefined;
let repairs = noRepairs();
let repeatedKeys: RepeatedKeys | undefined;
const spares: ArrayBuffer[] = [];

handleCalls<ReaderCalls>({
  open({ files, order }) {
    repairs = noRepairs();
    repeatedKeys = order.key && new RepeatedKeys(order.key);
    packs = requestPacks(files, { ...order, repairs, repeatedKeys, takeSpare: () => spares.pop() });
  },
  async next({ spare }) {
    if (packs === undefined) throw new Error('no source is open');
    if (spare !== undefined) spares.push(spare);
    const { value: pack } = await packs.next();
    if (pack === undefined) return undefined;
    const repaired = { ...repairs };
    Object.assign(repairs, noRepairs());
    return { ...pack, repairs: repaired };
  },
  async check({ file }) {
    await checkFileChecksum(file);
  },
  repeatedKeys: async () => repeatedKeys?.repeatedCount(),
  async close() {
    await packs?.return(undefined);
    await repeatedKeys?.close();
    repeatedKeys = undefined;
    packs = undefined;
  },
});

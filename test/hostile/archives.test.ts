import { tryArchives } from '../helpers/try-archives.ts';

/** A share of what `test/soak/archives.test.ts` tries, every other kind of it. */
tryArchives(Array.from({ length: 15 }, (_, index) => 2 * index + 1));

import { tryArchives } from '../helpers/try-archives.ts';

/** `npm run test:soak` mutates hundreds. A failing round runs alone with its number as AUTODYNE_SOAK_SEED. */
const ROUNDS = Number(process.env['AUTODYNE_SOAK_ROUNDS'] ?? 30);
const ONLY = process.env['AUTODYNE_SOAK_SEED'];

tryArchives(ONLY === undefined ? Array.from({ length: ROUNDS }, (_, index) => index + 1) : [Number(ONLY)]);

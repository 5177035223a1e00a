import { describeRaces } from '../helpers/races.ts';

/** `npm run test:soak` runs a hundred of each. */
const ROUNDS = Math.min(100, Number(process.env['AUTODYNE_SOAK_ROUNDS'] ?? 3));

describeRaces('test/soak/races.test.ts', ROUNDS);

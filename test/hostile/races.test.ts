import { describeRaces } from '../helpers/races.ts';

// A short share; `npm run test:soak` runs more.
describeRaces('test/hostile/races.test.ts', 3);

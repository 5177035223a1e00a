import { describeRaces } from '../helpers/races.ts';

// A short share; `npm run test:soak` runs more.
describeRaces([1, 2, 3]);

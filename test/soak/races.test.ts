import { describeRaces } from '../helpers/races.ts';
import { soakSeeds } from '../helpers/soak-seeds.ts';

describeRaces(soakSeeds('races'));

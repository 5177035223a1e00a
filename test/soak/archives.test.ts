import { soakSeeds } from '../helpers/soak-seeds.ts';
import { tryArchives } from '../helpers/try-archives.ts';

tryArchives(soakSeeds('archives'));

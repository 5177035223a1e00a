import { closest } from '../../lib/errors/closest.ts';

/** Names that other tools have for our commands. */
const MEANT: Readonly<Record<string, string>> = {
  add: 'put',
  backup: 'dump',
  'batch-get-item': 'get',
  'batch-write-item': 'put',
  check: 'doctor',
  completion: 'autocomplete',
  completions: 'autocomplete',
  count: 'stats',
  'create-backup': 'dump',
  'create-index': 'index create',
  'create-tables': 'models create-tables',
  cost: 'usage',
  'delete-index': 'index delete',
  'delete-item': 'delete',
  'describe-table': 'describe',
  diff: 'dump diff',
  env: 'config',
  export: 'dump',
  fetch: 'get',
  find: 'query',
  generate: 'models generate',
  'get-item': 'get',
  import: 'restore',
  indexes: 'index list',
  indices: 'index list',
  info: 'describe',
  insert: 'put',
  list: 'scan',
  'list-indexes': 'index list',
  load: 'restore',
  ls: 'scan',
  merge: 'dump merge',
  patch: 'update',
  pull: 'config pull',
  'put-item': 'put',
  read: 'get',
  remove: 'delete',
  rm: 'delete',
  save: 'dump',
  schema: 'describe',
  search: 'query',
  select: 'query',
  serve: 'local',
  set: 'update',
  settings: 'config',
  show: 'get',
  start: 'local',
  status: 'describe',
  'update-item': 'update',
  upsert: 'put',
  verify: 'dump verify',
  view: 'get',
  whoami: 'config',
  write: 'put',
};

/**
 * The command that was probably meant by arguments that begin with none.
 * @param known the names of all commands, such as `dump verify`
 */
export function meantCommand(args: readonly string[], known: readonly string[]): string | undefined {
  const [first = ''] = args;
  const isTopic = known.some((name) => name === first || name.startsWith(`${first} `));
  const near = closest(args.slice(0, 2).join(' '), known) ?? (isTopic ? undefined : closest(first, known));
  const meant = isTopic || !Object.hasOwn(MEANT, first) ? undefined : MEANT[first];
  return meant !== undefined && known.includes(meant) ? meant : near;
}

import { closest } from '../../lib/errors/closest.ts';

/**
 * Flags that are not ours, or not those of this command, and those that are meant: by the AWS command line, by other
 * commands of ours, by other tools. Of several, the first that the command has.
 */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  append: ['set', 'add'],
  attribute: ['attributes', 'set'],
  attributes: ['columns'],
  'attribute-updates': ['set'],
  backup: ['from'],
  'billing-mode': ['create'],
  cols: ['columns', 'attributes'],
  columns: ['attributes'],
  compact: ['json'],
  compression: ['compress'],
  condition: ['if', 'where', 'filter'],
  'condition-expression': ['condition', 'if', 'where'],
  'consistent-read': ['consistent'],
  delimiter: ['format'],
  desc: ['reverse'],
  descending: ['reverse'],
  dest: ['out'],
  destination: ['out'],
  dir: ['out', 'data', 'models-dir'],
  dryrun: ['dry-run'],
  endpoint: ['endpoint-url'],
  'env-prefix': ['as'],
  'exclusive-start-key': ['start'],
  explain: ['dry-run', 'estimate'],
  'expression-attribute-names': ['names'],
  'expression-attribute-values': ['values'],
  fields: ['attributes', 'columns', 'set'],
  file: ['from', 'out'],
  filter: ['where', 'if', 'condition'],
  'filter-expression': ['filter', 'where', 'if'],
  first: ['limit'],
  folder: ['out', 'data', 'models-dir'],
  force: ['confirm', 'overwrite'],
  gsi: ['index'],
  gzip: ['compress'],
  'hash-key': ['partition-key'],
  host: ['endpoint-url'],
  i: ['index'],
  if: ['condition', 'where', 'filter'],
  'if-absent': ['if-not-exists'],
  increment: ['add'],
  'index-name': ['index'],
  input: ['from'],
  jobs: ['concurrency', 'segments'],
  'key-condition-expression': ['key-condition'],
  'key-schema': ['partition-key'],
  keys: ['partition-key'],
  l: ['limit'],
  max: ['limit', 'max-units'],
  'max-items': ['limit'],
  'max-results': ['limit'],
  n: ['limit'],
  'no-colour': ['no-color'],
  'no-consistent-read': ['consistent'],
  'no-overwrite': ['if-not-exists', 'mode'],
  'no-scan-index-forward': ['reverse'],
  o: ['format'],
  order: ['reverse'],
  output: ['out', 'format', 'json'],
  overwrite: ['mode', 'confirm'],
  parallel: ['segments', 'concurrency'],
  'partition-key': ['index'],
  pk: ['partition-key'],
  plan: ['dry-run', 'estimate', 'explain'],
  prefix: ['as'],
  preview: ['dry-run', 'estimate', 'explain'],
  project: ['attributes'],
  projection: ['attributes'],
  'projection-expression': ['attributes'],
  'provisioned-throughput': ['max-write-units'],
  proxy: ['proxy-url'],
  'range-key': ['sort-key'],
  readonly: ['read-only'],
  'return-consumed-capacity': ['units'],
  'return-values': ['return', 'return-old'],
  save: ['out'],
  'scan-filter': ['filter'],
  'scan-index-forward': ['reverse'],
  select: ['attributes', 'count'],
  sk: ['sort-key'],
  sort: ['reverse'],
  'sort-by': ['reverse'],
  source: ['from'],
  'start-after': ['start'],
  'starting-token': ['start'],
  t: ['table'],
  'table-name': ['table'],
  target: ['out', 'table'],
  threads: ['concurrency', 'segments'],
  to: ['out'],
  top: ['limit'],
  'total-segments': ['segments'],
  unset: ['remove'],
  'update-expression': ['set'],
  url: ['endpoint-url'],
  verbose: ['debug'],
  v: ['debug'],
  when: ['if', 'condition', 'where'],
  where: ['if', 'condition', 'filter'],
  workers: ['concurrency', 'segments'],
  y: ['confirm'],
  yes: ['confirm'],
};

/** The facts about a flag that its suggestion needs. */
export interface KnownFlag {
  type: 'boolean' | 'option';
  helpValue?: string | readonly string[] | undefined;
  options?: readonly string[] | undefined;
  hidden?: boolean | undefined;
  aliases?: readonly string[] | undefined;
  allowNo?: boolean | undefined;
}

/**
 * The flag that was probably meant by one that the command does not have, as it is typed: `--limit`. Where another word
 * was used for it, the form of its value is added, which may be another one too: `--condition EXPRESSION`.
 * @param given with its hyphens
 */
export function meantFlag(given: string, known: Readonly<Record<string, KnownFlag>>): string | undefined {
  const name = given.replace(/^-+/, '').split('=')[0] ?? '';
  const shown = Object.entries(known).filter(([, { hidden }]) => hidden !== true);
  const names = shown.flatMap(([one, { aliases = [], allowNo }]) => [
    one,
    ...aliases,
    ...(allowNo === true ? [`no-${one}`] : []),
  ]);
  const ofMeaning = (other: string | undefined): string | undefined =>
    other === undefined || !Object.hasOwn(MEANT, other)
      ? undefined
      : MEANT[other]?.find((one) => names.includes(one));
  const near = given.startsWith('--') ? closest(name, names) : undefined;
  const meant = ofMeaning(name) ?? near ?? ofMeaning(closest(name, Object.keys(MEANT)));
  if (meant === undefined || meant === near) return meant && `--${meant}`;
  return `--${meant}${valueForm(known[meant])}`;
}

function valueForm(flag: KnownFlag | undefined): string {
  if (flag?.type !== 'option') return '';
  return ` ${[flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'].flat().join(' ')}`;
}

import { AutodyneError } from '../errors/autodyne-error.ts';
import { splitAttributeList } from '../items/keys/attribute-path.ts';
import { readAttributeName, readKeyAttribute } from '../items/keys/key-attribute.ts';
import type { IndexSchema } from '../items/keys/key-schema.ts';

/** A global secondary index as it is requested. */
export type IndexSpec = Pick<
  IndexSchema,
  'name' | 'partitionKeys' | 'sortKeys' | 'projection' | 'nonKeyAttributes'
>;

/** An index as a person writes it: `uuid:S` for a key attribute, `all`, `keys` or `include:a,b` for its projection. */
export interface IndexArgs {
  name: string;
  partitionKeys: readonly string[];
  sortKeys: readonly string[];
  projection: string;
}

/** Key attributes of each kind that an index may have. */
const MAX_KEY_ATTRIBUTES = 4;
/** Attributes that a projection may name. */
const MAX_NON_KEY_ATTRIBUTES = 20;

/**
 * Reads an index from arguments.
 * @throws AutodyneError `InvalidInput` naming the argument that cannot be read
 */
export function indexSpecFromArgs(args: IndexArgs): IndexSpec {
  const spec = {
    name: args.name,
    partitionKeys: args.partitionKeys.map((arg) => readKeyAttribute(arg, 'partition key')),
    sortKeys: args.sortKeys.map((arg) => readKeyAttribute(arg, 'sort key')),
    ...readProjection(args.projection),
  };
  checkIndexSpec(spec);
  return spec;
}

/**
 * Checks an index by DynamoDB's rules, with messages in terms of the flags.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateGlobalSecondaryIndexAction.html
 * @throws AutodyneError `InvalidInput`
 */
export function checkIndexSpec(spec: IndexSpec): void {
  const fail = (problem: string): AutodyneError =>
    new AutodyneError('InvalidInput', `index "${spec.name}": ${problem}`);
  checkIndexName(spec.name);
  if (spec.partitionKeys.length === 0) {
    throw new AutodyneError('InvalidInput', `index "${spec.name}" needs a partition key`, {
      suggestions: ['give it with its type: --partition-key uuid:S (S string, N number, B binary)'],
    });
  }
  for (const [kind, keys] of [
    ['partition key', spec.partitionKeys],
    ['sort key', spec.sortKeys],
  ] as const) {
    if (keys.length > MAX_KEY_ATTRIBUTES) {
      throw fail(`${keys.length} ${kind} attributes; the maximum is ${MAX_KEY_ATTRIBUTES}`);
    }
  }
  const names = [...spec.partitionKeys, ...spec.sortKeys].map((key) => key.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw fail(`the attribute "${twice}" is in its key twice`);
  if (spec.projection === 'INCLUDE' && spec.nonKeyAttributes.length === 0) {
    throw fail('the projection includes no attribute');
  }
  if (spec.projection !== 'INCLUDE' && spec.nonKeyAttributes.length > 0) {
    throw fail(`a projection of ${spec.projection} cannot list attributes`);
  }
  if (spec.nonKeyAttributes.length > MAX_NON_KEY_ATTRIBUTES) {
    throw fail(
      `the projection includes ${spec.nonKeyAttributes.length} attributes; the maximum is ${MAX_NON_KEY_ATTRIBUTES}`,
    );
  }
  const repeated = spec.nonKeyAttributes.find((name, at) => spec.nonKeyAttributes.indexOf(name) !== at);
  if (repeated !== undefined) throw fail(`the projection includes "${repeated}" twice`);
}

/** @throws AutodyneError `InvalidInput` where it is no name that an index can have */
function checkIndexName(name: string): void {
  if (/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) return;
  throw new AutodyneError('InvalidInput', `not a valid index name: "${name}"`, {
    suggestions: ['an index name has 3 to 255 of the characters a-z, A-Z, 0-9, _, . and -'],
  });
}

function readProjection(arg: string): Pick<IndexSpec, 'projection' | 'nonKeyAttributes'> {
  if (arg === 'all') return { projection: 'ALL', nonKeyAttributes: [] };
  if (arg === 'keys') return { projection: 'KEYS_ONLY', nonKeyAttributes: [] };
  const included = /^include:(.*)$/s.exec(arg)?.[1];
  if (included === undefined) {
    throw new AutodyneError('InvalidInput', `not a projection: "${arg}"`, {
      suggestions: ['use one of: all, keys, include:NAME,NAME'],
    });
  }
  const names = splitAttributeList(included).filter((name) => name !== '');
  return { projection: 'INCLUDE', nonKeyAttributes: names.map(readAttributeName) };
}

import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/lib/wire/base64.ts';
import { useTable } from '../helpers/table.ts';
import {
  CONDITIONS,
  NAMES,
  PROJECTIONS,
  UPDATES,
  VALUES,
} from '../lib/items/expressions/refused-expressions.ts';
import { ENGINES, type EngineName } from './engines.ts';
import { wireOf } from './wire.ts';

/** Expressions that a server accepts, or refuses with another message, by reason. */
const OTHERWISE: Partial<Record<EngineName, Readonly<Record<string, readonly string[]>>>> = {
  dynalite: {
    'it has names that begin with _, and positions that begin with 0': ['_n = :n', 'l[01] = :n'],
    'it takes SET for a name in a condition': ['set = :n'],
    'it knows no function that is for other expressions, and no limit of operators, depth and positions': [
      'if_not_exists(n, :n) = :n',
      'SET a = size(b)',
      'n IN (:n,:n,',
      'NOT NOT ',
      `a${'.a'.repeat(32)}`,
      'l[2147483648] = :n',
      'SET a0=b-c,a1=',
    ],
    'it lists the types in another order': ['attribute_type(n, :type)'],
    'it was not recorded with these': [
      'n < :bool',
      'SET a = ((b))',
      'SET a = ((b + c))',
      'SET a = list_append(b, c) + :n',
      'SET a = :n - list_append(b, c)',
      'SET a = list_append(b, list_append(c, d))',
      'set a = if_not_exists(b, b)',
    ],
  },
  'DynamoDB Local': {
    'it cuts characters beyond the basic plane in two': ['n = 🎵', 'n = "🎵"'],
    'it lists types that the service does not have': ['attribute_type(n, str)'],
  },
};

/** The servers that the messages of the tables are from; the embedded engine has its own messages. */
const sources = ENGINES.filter(({ name }) => OTHERWISE[name] !== undefined);

const REQUESTS = [
  { name: 'FilterExpression', operation: 'Scan', expressions: CONDITIONS },
  { name: 'ConditionExpression', operation: 'DeleteItem', expressions: CONDITIONS },
  { name: 'UpdateExpression', operation: 'UpdateItem', expressions: UPDATES },
  { name: 'ProjectionExpression', operation: 'GetItem', expressions: PROJECTIONS },
] as const;

describe.each(sources)('$name refuses with the messages of the tables', ({ name: engine, start }) => {
  const table = useTable(undefined, start);

  test.each(REQUESTS)('a $name', async ({ name, operation, expressions }) => {
    const otherwise: string[] = [];
    for (const [text, problem] of expressions) {
      const said = await wireOf(table).message(operation, {
        TableName: table.tableName,
        ...(operation === 'Scan' ? {} : { Key: { id: { S: 'x' } } }),
        [name]: text,
        ...placeholdersIn(text, operation),
      });
      const args = problem === undefined ? '' : `Invalid ${name}: ${problem}`;
      if (comparable(said, engine) !== comparable(args, engine)) otherwise.push(text);
    }
    expect(otherwise).toEqual(expressions.map(([text]) => text).filter((text) => isOtherwise(text, engine)));
  });
});

/** dynalite says of a syntax error where it is in a way of its own, and does not tell which types ADD takes. */
function comparable(args: string, engine: EngineName): string {
  const done = args === 'The conditional request failed' ? '' : args;
  return engine === 'dynalite' ? done.replace(/(Syntax error); .*|, typeSet: \w+$/s, '$1') : done;
}

function isOtherwise(text: string, engine: EngineName): boolean {
  const beginnings = Object.values(OTHERWISE[engine] ?? {}).flat();
  return beginnings.some((beginning) => text.startsWith(beginning));
}

function placeholdersIn(text: string, operation: string): object {
  const used = <T>(meanings: Readonly<Record<string, T>>): [string, T][] =>
    Object.entries(meanings).filter(([placeholder]) => new RegExp(`${placeholder}\\b`).test(text));
  const names = used(NAMES);
  const values = used(VALUES).map(([placeholder, value]) => [
    placeholder,
    value.B === undefined ? value : { B: encodeBase64(value.B) },
  ]);
  return {
    ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.length === 0 || operation === 'GetItem'
      ? {}
      : { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

import { seededRandom } from '../helpers/faults.ts';
import {
  CONDITIONS,
  ODD,
  OPTION_VALUES,
  OPTIONS,
  PIECES,
  PROJECTIONS,
  STATEMENTS,
  UPDATES,
  VALUES,
} from './fuzz-words.ts';

export interface FuzzedRequest {
  operation: string;
  body: string;
}

/** The table that they are for: `id` (S) and `n` (N) as its key, and an index `byG` on `g` (S) and `n`. */
export const FUZZED_TABLE = 'mine';

/** The item that is there at first, with a value of each type. */
export const FUZZED_ITEM = {
  id: { S: 'é名' },
  n: { N: '1' },
  g: { S: '日本' },
  s: { S: '日本語é🎵' },
  x: { N: '9e125' },
  b: { B: 'AQID' },
  l: { L: [{ N: '1' }, { S: '名' }, { L: [] }] },
  m: { M: { k: { S: 'x' }, 名: { N: '2' } } },
  ss: { SS: ['é', 'b'] },
  ns: { NS: ['1', '2'] },
};

/** The request that belongs to a seed: about half of them are well formed but for one thing, the others for more. */
export function fuzzedRequest(seed: number): FuzzedRequest {
  return new Fuzzer(seededRandom(seed)).request();
}

class Fuzzer {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    // The first numbers of neighbouring seeds are near to each other.
    for (let skipped = 0; skipped < 5; skipped += 1) random();
  }

  request(): FuzzedRequest {
    const [operation, request] = this.#one<() => [string, object]>([
      () => ['GetItem', { ...this.#keyed(), ...this.#with('ProjectionExpression', PROJECTIONS) }],
      () => ['Query', this.#query()],
      () => ['Scan', this.#scan()],
      () => ['PutItem', this.#put()],
      () => ['UpdateItem', this.#update()],
      () => ['UpdateItem', this.#update()],
      () => ['DeleteItem', { ...this.#keyed(), ...this.#with('ConditionExpression', CONDITIONS) }],
      () => this.#old(),
      () => ['BatchWriteItem', { RequestItems: { [FUZZED_TABLE]: this.#writes() } }],
      () => ['BatchGetItem', { RequestItems: { [FUZZED_TABLE]: this.#batch() } }],
      () => ['TransactGetItems', this.#transaction(['Get'])],
      () => ['TransactWriteItems', this.#transaction(['Put', 'Update', 'Delete', 'ConditionCheck'])],
      () => ['ExecuteStatement', this.#statement()],
      () => ['BatchExecuteStatement', { Statements: [this.#statement(), this.#statement()] }],
      () => ['ExecuteTransaction', { TransactStatements: [this.#statement()] }],
    ])();
    const body = JSON.stringify(request);
    return { operation, body: this.#chance(0.05) ? this.#mutated(body) : body };
  }

  #keyed(): object {
    return { TableName: FUZZED_TABLE, Key: this.#key() };
  }

  #key(): object {
    if (this.#chance(0.8)) return { id: { S: 'é名' }, n: { N: '1' } };
    return { id: this.#value(), n: this.#value(), ...(this.#chance(0.2) ? { 名: this.#value() } : {}) };
  }

  #query(): object {
    return {
      TableName: FUZZED_TABLE,
      ...(this.#chance(0.3) ? { IndexName: this.#one(['byG', 'byG', '名前', 'none']) } : {}),
      ...this.#with('KeyConditionExpression', ['id = :v', 'id = :v AND n > :w', 'g = :v', ...CONDITIONS]),
      ...(this.#chance(0.4) ? this.#with('FilterExpression', CONDITIONS) : {}),
      ...this.#startKey(),
    };
  }

  #scan(): object {
    return {
      TableName: FUZZED_TABLE,
      ...this.#with('FilterExpression', CONDITIONS),
      ...(this.#chance(0.4) ? this.#with('ProjectionExpression', PROJECTIONS) : {}),
      ...(this.#chance(0.1) ? { Segment: this.#one([0, -1, 7]), TotalSegments: this.#one([1, 2, 0]) } : {}),
      ...this.#startKey(),
    };
  }

  #put(): object {
    const item = this.#chance(0.7) ? FUZZED_ITEM : { ...this.#key(), x: this.#value() };
    return { TableName: FUZZED_TABLE, Item: item, ...this.#with('ConditionExpression', CONDITIONS) };
  }

  #update(): object {
    if (this.#chance(0.1)) {
      const Action = this.#one(['ADD', 'PUT', 'DELETE', '名']);
      return {
        ...this.#keyed(),
        AttributeUpdates: { [this.#one(['x', 'ns', '名'])]: { Action, Value: this.#value() } },
      };
    }
    return {
      ...this.#keyed(),
      ...this.#with('UpdateExpression', UPDATES),
      ...(this.#chance(0.3) ? this.#with('ConditionExpression', CONDITIONS) : {}),
    };
  }

  /** A request of the interface before expressions. */
  #old(): [string, object] {
    const name = (): string => this.#one(['id', 'n', 's', 'x', 'l', '名', 'a.é', '']);
    const operator = (): string =>
      this.#one('EQ NE LE LT GE GT IN BETWEEN NULL NOT_NULL CONTAINS NOT_CONTAINS BEGINS_WITH 名'.split(' '));
    const condition = (): object => ({
      ComparisonOperator: operator(),
      AttributeValueList: [this.#value(), this.#value()].slice(0, this.#below(3)),
    });
    const options = this.#chance(0.5) ? { [this.#one(OPTIONS)]: this.#one(OPTION_VALUES) } : {};
    return this.#one<() => [string, object]>([
      () => ['GetItem', { ...this.#keyed(), ...options, AttributesToGet: [name(), name()] }],
      () => ['Scan', { TableName: FUZZED_TABLE, ...options, ScanFilter: { [name()]: condition() } }],
      () => [
        'Query',
        { TableName: FUZZED_TABLE, ...options, KeyConditions: { [name()]: condition(), id: condition() } },
      ],
      () => ['DeleteItem', { ...this.#keyed(), ...options, Expected: { [name()]: { Exists: false } } }],
      () => [
        'UpdateItem',
        { ...this.#keyed(), ...options, Expected: { [name()]: { Value: this.#value() } } },
      ],
    ])();
  }

  #writes(): object[] {
    if (this.#chance(0.5))
      return [{ DeleteRequest: { Key: this.#key() } }, { DeleteRequest: { Key: this.#key() } }];
    return [{ PutRequest: { Item: { ...this.#key(), [this.#one(['x', '名', ''])]: this.#value() } } }];
  }

  #batch(): object {
    return { Keys: [this.#key()], ...this.#with('ProjectionExpression', PROJECTIONS) };
  }

  #transaction(actions: readonly string[]): object {
    const action = this.#one(actions);
    const part: Record<string, () => object> = {
      Get: () => ({ ...this.#keyed(), ...this.#with('ProjectionExpression', PROJECTIONS) }),
      Put: () => this.#put(),
      Update: () => this.#update(),
    };
    const other = (): object => ({ ...this.#keyed(), ...this.#with('ConditionExpression', CONDITIONS) });
    return { TransactItems: [{ [action]: (part[action] ?? other)() }] };
  }

  #statement(): object {
    return {
      Statement: this.#text(STATEMENTS),
      ...(this.#chance(0.5) ? { Parameters: [this.#value(), this.#value()].slice(0, this.#below(3)) } : {}),
      ...(this.#chance(0.1) ? { NextToken: this.#one(['é', 'AQ==', '']) } : {}),
    };
  }

  #startKey(): object {
    if (this.#chance(0.8)) return {};
    return { ExclusiveStartKey: { ...this.#key(), ...(this.#chance(0.4) ? { g: this.#value() } : {}) } };
  }

  /** An expression with what its placeholders stand for, and now and then more or less than that. */
  #with(member: string, models: readonly string[]): object {
    const text = this.#text(models);
    const names: Record<string, unknown> = {};
    const values: Record<string, unknown> = {};
    for (const [placeholder] of text.matchAll(/[#:][\p{L}\d]+/gu)) {
      if (this.#chance(0.05)) continue;
      if (placeholder.startsWith('#')) names[placeholder] = this.#one(['s', 'm', '名', 'a.b', '', 5]);
      else values[placeholder] = this.#value();
    }
    if (this.#chance(0.05)) names[this.#one(['#é', 'a', '#zz', '#'])] = '名';
    if (this.#chance(0.05)) values[this.#one([':é', 'a', ':zz', ':'])] = this.#value();
    return {
      [member]: text,
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    };
  }

  #text(models: readonly string[]): string {
    const text = this.#one(models);
    if (this.#chance(0.3)) return text;
    if (this.#chance(0.2)) return this.#pieces();
    return this.#mutated(text);
  }

  #pieces(): string {
    return Array.from({ length: 1 + this.#below(12) }, () =>
      this.#one(this.#chance(0.1) ? ODD : PIECES),
    ).join(this.#chance(0.8) ? ' ' : '');
  }

  #mutated(text: string): string {
    let changed = [...text];
    for (let changes = 1 + this.#below(4); changes > 0; changes -= 1) {
      const at = this.#below(changed.length + 1);
      const length = this.#below(6);
      const way = this.#below(4);
      if (way === 0) changed.splice(at, length);
      else if (way === 1) changed.splice(at, 0, this.#one(ODD));
      else if (way === 2) changed.splice(at, this.#below(2), this.#one(PIECES));
      else changed = [...changed.slice(0, at), ...changed.slice(at, at + length), ...changed.slice(at)];
    }
    return changed.join('');
  }

  #value(): unknown {
    return this.#chance(0.5) ? this.#one([{ S: 'é名' }, { N: '1' }]) : this.#one(VALUES);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}

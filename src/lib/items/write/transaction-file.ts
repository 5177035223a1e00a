import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { type JsonNode, type JsonObject, JsonText } from '../../json/json-node.ts';
import { readJson } from '../../json/json-reader.ts';
import { expressionNames, expressionValues } from '../conditions/own-expressions.ts';
import { readExpressions } from '../expressions/read-expressions.ts';
import { itemFromJson } from '../json/item-form.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { assertValidKey } from '../keys/check-key.ts';
import { keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { type ActionTarget, actionText } from '../read/transaction-actions.ts';
import { assertNoKey } from '../update/update-keys.ts';
import type { Item } from '../values/attribute-value.ts';
import { actionSizeBytes } from './transact-write.ts';

/** A transaction as it was written. */
export interface WrittenTransaction {
  items: TransactWriteItem[];
  targets: ActionTarget[];
  /** `ClientRequestToken`, where the file has one. */
  token: string | undefined;
}

/** The expressions and placeholders of an action. */
interface Expressions {
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

const EXPRESSIONS = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

/** The members of each action; `ReturnValuesOnConditionCheckFailure` only says what the response has. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Put: ['Item', ...EXPRESSIONS],
  Update: ['Key', 'UpdateExpression', ...EXPRESSIONS],
  Delete: ['Key', ...EXPRESSIONS],
  ConditionCheck: ['Key', ...EXPRESSIONS],
};

/** Members of a whole request that do not change what it does. */
const OF_RESPONSE = new Set(['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']);

/**
 * Reads actions of TransactWriteItems, as `aws dynamodb transact-write-items` takes them: the array of
 * `--transact-items`, the object of `--cli-input-json`, or one action. Items, keys and values are typed or plain JSON,
 * and `TableName` may be left out.
 * @throws AutodyneError `InvalidInput` or `InvalidUsage`, naming file, line and column, for what DynamoDB would refuse
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function parseTransactionFile(text: string, name: string, schema: TableSchema): WrittenTransaction {
  const source = new JsonText(text, name);
  const { nodes, token } = actionNodes(readJson(source), source);
  const actions = nodes.map((node, index) => new ActionReader(source, schema, index).action(node));
  return { items: actions.map(({ item }) => item), targets: actions.map(({ target }) => target), token };
}

function actionNodes(
  node: JsonNode,
  source: JsonText,
): { nodes: readonly JsonNode[]; token: string | undefined } {
  if (node.type === 'array') return { nodes: node.elements, token: undefined };
  if (node.type !== 'object') throw source.errorAt(node.offset, 'expected a JSON array of actions');
  const actions = node.members.get('TransactItems');
  if (actions === undefined) return { nodes: [node], token: undefined };
  if (actions.type !== 'array') throw source.errorAt(actions.offset, 'TransactItems must be an array');
  let token: string | undefined;
  for (const [member, value] of node.members) {
    if (member === 'ClientRequestToken') token = textIn(value, member, source);
    else if (member !== 'TransactItems' && !OF_RESPONSE.has(member))
      throw source.errorAt(value.offset, `unknown member "${member}" beside TransactItems`);
  }
  return { nodes: actions.elements, token };
}

/** Reads one action. */
class ActionReader {
  readonly #source: JsonText;
  readonly #schema: TableSchema;
  readonly #index: number;

  constructor(source: JsonText, schema: TableSchema, index: number) {
    this.#source = source;
    this.#schema = schema;
    this.#index = index;
  }

  action(node: JsonNode): { item: TransactWriteItem; target: ActionTarget } {
    const [[kind, body] = []] = node.type === 'object' && node.members.size === 1 ? node.members : [];
    const known = kind === undefined ? undefined : MEMBERS[kind];
    if (kind === undefined || body?.type !== 'object' || known === undefined) {
      const kinds = Object.keys(MEMBERS).join(', ');
      throw this.#source.errorAt(
        node.offset,
        `action ${this.#index + 1} must be an object with one member: ${kinds}`,
        kind === 'Get' ? ['to read many items: autodyne get'] : [],
      );
    }
    this.#checkMembers(body, kind, known);
    return kind === 'Put' ? this.#put(body) : this.#onKey(kind, body);
  }

  #put(body: JsonObject): { item: TransactWriteItem; target: ActionTarget } {
    const { tableName } = this.#schema;
    const node = this.#needed(body, 'Put', 'Item');
    const Item = itemFromJson(node, this.#source);
    assertValidItem(Item, this.#source.locationOf(node.offset), this.#schema);
    const keyNames = keyAttributesOf(this.#schema.key).map(({ name }) => name);
    const target = { kind: 'put', tableName, key: keyOf(Item, keyNames) };
    const item = { Put: { TableName: tableName, Item, ...this.#expressions(body, target) } };
    return { item, target: { ...target, sizeBytes: actionSizeBytes(item) } };
  }

  #onKey(kind: string, body: JsonObject): { item: TransactWriteItem; target: ActionTarget } {
    const { tableName } = this.#schema;
    const node = this.#needed(body, kind, 'Key');
    const Key = itemFromJson(node, this.#source);
    assertValidKey(Key, this.#source.locationOf(node.offset), this.#schema);
    if (kind === 'Update') this.#needed(body, kind, 'UpdateExpression');
    if (kind === 'ConditionCheck') this.#needed(body, kind, 'ConditionExpression');
    const target = { kind: kind === 'ConditionCheck' ? 'check' : kind.toLowerCase(), tableName, key: Key };
    const members = { TableName: tableName, Key, ...this.#expressions(body, target) };
    const item = { [kind]: members } as TransactWriteItem;
    return { item, target: { ...target, sizeBytes: actionSizeBytes(item) } };
  }

  #needed(body: JsonObject, kind: string, member: string): JsonNode {
    const node = body.members.get(member);
    if (node !== undefined) return node;
    throw this.#source.errorAt(body.offset, `${kind} of action ${this.#index + 1} has no ${member}`);
  }

  #checkMembers(body: JsonObject, kind: string, known: readonly string[]): void {
    for (const [member, node] of body.members) {
      if (known.includes(member) || member === 'ReturnValuesOnConditionCheckFailure') continue;
      if (member !== 'TableName')
        throw this.#source.errorAt(node.offset, `${kind} has no member "${member}"`);
      const named = textIn(node, member, this.#source);
      if (named === this.#schema.tableName) continue;
      const problem = `this is for table "${named}", but the settings specify "${this.#schema.tableName}"`;
      throw this.#source.errorAt(node.offset, problem, ['omit TableName, or use --table NAME']);
    }
  }

  /** As they are sent; the item that makes a condition false is asked for. */
  #expressions(body: JsonObject, target: Omit<ActionTarget, 'sizeBytes'>) {
    const text = (member: 'UpdateExpression' | 'ConditionExpression') => {
      const node = body.members.get(member);
      return node === undefined ? {} : { [member]: textIn(node, member, this.#source) };
    };
    const names = body.members.get('ExpressionAttributeNames');
    const values = body.members.get('ExpressionAttributeValues');
    const written: Expressions = {
      ...text('UpdateExpression'),
      ...text('ConditionExpression'),
      ...(names === undefined ? {} : { ExpressionAttributeNames: expressionNames(names, this.#source) }),
      ...(values === undefined ? {} : { ExpressionAttributeValues: expressionValues(values, this.#source) }),
    };
    try {
      const { update } = readExpressions(written);
      if (update !== undefined) assertNoKey(update, this.#schema);
    } catch (error) {
      if (!isAutodyneError(error)) throw error;
      const { code, message, suggestions, details } = error;
      const location = `${this.#source.locationOf(body.offset)}: ${actionText(this.#index, target)}`;
      throw new AutodyneError(code, `${location}: ${message}`, { cause: error, suggestions, details });
    }
    return written.ConditionExpression === undefined
      ? written
      : { ...written, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  }
}

function textIn(node: JsonNode, member: string, source: JsonText): string {
  if (node.type === 'string') return node.value;
  throw source.errorAt(node.offset, `${member} must be a string`);
}

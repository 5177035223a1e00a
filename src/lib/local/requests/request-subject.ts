import { countOf } from '../../errors/count-text.ts';
import { shortValueText } from '../../items/json/short-value-text.ts';
import { type KeySchema, keyAttributesOf } from '../../items/keys/key-schema.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import { eachElementOf, eachMember, eachMemberOf } from './request-members.ts';
import { wireValue } from './wire-values.ts';

type Json = Readonly<Record<string, unknown>>;

/** In characters; what is longer is cut. */
const MOST_CHARACTERS = 200;

/**
 * The key, condition or statement of a request, in one line for a person: `artist=Arturus if year > 1979`. Values of other
 * attributes are not in it. Empty where there is none, and for a body that is not of the protocol.
 */
export function requestSubject(operation: string, body: Buffer, key: KeySchema): string {
  try {
    const text =
      operation.startsWith('Batch') && !operation.includes('Statement')
        ? batchText(body)
        : subjectOf(operation, asJson(parseJson(body.toString('utf8'))), key);
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length <= MOST_CHARACTERS ? line : `${[...line].slice(0, MOST_CHARACTERS).join('')}…`;
  } catch {
    return '';
  }
}

function subjectOf(operation: string, request: Json, key: KeySchema): string {
  switch (operation) {
    case 'Query':
    case 'Scan':
      return readText(request);
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return partsText(listOf(request['TransactItems']).map((part) => transactionPart(asJson(part), key)));
    case 'ExecuteStatement':
      return String(request['Statement'] ?? '');
    case 'BatchExecuteStatement':
      return statementsText(request['Statements']);
    case 'ExecuteTransaction':
      return statementsText(request['TransactStatements']);
    case 'UpdateTable':
      return partsText(listOf(request['GlobalSecondaryIndexUpdates']).map(indexChangeText));
    default:
      return itemText(request, key);
  }
}

/** The key of one item, and the condition of a write. */
function itemText(request: Json, key: KeySchema): string {
  const item = asJson(request['Key'] ?? request['Item']);
  const parts = keyAttributesOf(key)
    .filter(({ name }) => item[name] !== undefined)
    .map(({ name }) => `${nameText(name)}=${valueText(item[name])}`);
  const condition = expressionIn(request, 'ConditionExpression');
  return [parts.join(' '), ...(condition === undefined ? [] : [`if ${condition}`])].join(' ');
}

function readText(request: Json): string {
  const { IndexName: index, Segment: segment, TotalSegments: segments } = request;
  const filter = expressionIn(request, 'FilterExpression');
  return [
    ...(index === undefined ? [] : [`index ${nameText(String(index))}`]),
    expressionIn(request, 'KeyConditionExpression'),
    filter && `filter ${filter}`,
    ...(typeof segment === 'number' ? [`segment ${segment + 1} of ${String(segments)}`] : []),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function transactionPart(part: Json, key: KeySchema): string {
  const [[action, request] = ['', undefined]] = Object.entries(part);
  const verb = action === 'ConditionCheck' ? 'check' : action.toLowerCase();
  return `${verb} ${itemText(asJson(request), key)}`;
}

function statementsText(statements: unknown): string {
  return partsText(listOf(statements).map((one) => String(asJson(one)['Statement'] ?? '')));
}

function indexChangeText(change: unknown): string {
  const [[action, index] = ['', undefined]] = Object.entries(asJson(change));
  return `${action.toLowerCase()} index ${nameText(String(asJson(index)['IndexName']))}`;
}

/** The first of them, and how many more there are. */
function partsText(parts: readonly string[]): string {
  const shown = parts.slice(0, 3).join(', ');
  return parts.length <= 3 ? shown : `${shown}, and ${parts.length - 3} more`;
}

/** By a scan: a batch may have 16 MB. */
function batchText(body: Buffer): string {
  const counts = { put: 0, delete: 0, key: 0 };
  eachMember(body, ({ name, valueAt }) => {
    if (name !== 'RequestItems') return;
    eachMemberOf(body, valueAt, (table) => {
      if (body[table.valueAt.start] === OPEN_BRACE) {
        eachMemberOf(body, table.valueAt, (member) => {
          if (member.name === 'Keys') {
            eachElementOf(body, member.valueAt, () => {
              counts.key += 1;
            });
          }
        });
      } else {
        eachElementOf(body, table.valueAt, (request) =>
          eachMemberOf(body, request, ({ name: kind }) => {
            counts[kind === 'DeleteRequest' ? 'delete' : 'put'] += 1;
          }),
        );
      }
    });
  });
  return Object.entries(counts)
    .flatMap(([noun, count]) => (count === 0 ? [] : [countOf(count, noun)]))
    .join(', ');
}

const OPEN_BRACE = 0x7b;

/** An expression with the names and values of its placeholders. */
function expressionIn(request: Json, member: string): string | undefined {
  const expression = request[member];
  if (typeof expression !== 'string') return undefined;
  const names = asJson(request['ExpressionAttributeNames']);
  const values = asJson(request['ExpressionAttributeValues']);
  return expression.replace(/[#:]\w+/g, (placeholder) => {
    const name = names[placeholder];
    if (typeof name === 'string') return nameText(name);
    return values[placeholder] === undefined ? placeholder : valueText(values[placeholder]);
  });
}

function nameText(name: string): string {
  return /^[\w.:-]+$/.test(name) ? name : JSON.stringify(name);
}

function valueText(value: unknown): string {
  return shortValueText(wireValue(value));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asJson(value: unknown): Json {
  return isJsonObject(value) ? value : {};
}

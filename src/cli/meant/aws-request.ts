import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText, shellQuote } from '../../lib/errors/command-text.ts';
import { formatAttributePath } from '../../lib/items/keys/attribute-path.ts';
import { isJsonObject, parseJson } from '../../lib/json/parse-json.ts';
import { eachMember, MalformedRequest } from '../../lib/local/requests/request-members.ts';
import type { TypedLine } from './retyped-command.ts';

const BODY_FLAG = '--cli-input-json';

/** A command of the AWS CLI, ours for it, and the member that ours takes as its argument. */
interface Counterpart {
  awsName: string;
  command: string;
  argument: string | undefined;
}

/** Members that change what is printed only. */
const UNSEEN = ['TableName', 'ReturnItemCollectionMetrics', 'ReturnValuesOnConditionCheckFailure'];

/** Members that are flags here, with their value as it is. */
const FLAGS: Readonly<Record<string, string>> = {
  ConditionExpression: '--condition',
  ExclusiveStartKey: '--start',
  FilterExpression: '--filter',
  IndexName: '--index',
  KeyConditionExpression: '--key-condition',
  Limit: '--page-size',
  Parameters: '--parameters',
  UpdateExpression: '--expression',
};

const EXPRESSIONS = ['ConditionExpression', 'FilterExpression', 'KeyConditionExpression', 'UpdateExpression'];

/** Members whose value decides on a flag; of another value, or of another member, there is none. */
const CHOSEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ConsistentRead: { true: '--consistent', false: '' },
  ReturnConsumedCapacity: { INDEXES: '--units', NONE: '', TOTAL: '--units' },
  ScanIndexForward: { false: '--reverse', true: '' },
  Select: { ALL_ATTRIBUTES: '', COUNT: '--count', SPECIFIC_ATTRIBUTES: '' },
};

const RETURN_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  delete: { ALL_OLD: '--return-old', NONE: '' },
  put: { ALL_OLD: '--return-old', NONE: '' },
  update: { ALL_NEW: '--return=new', ALL_OLD: '--return=old', NONE: '' },
};

/**
 * The error in place of the one that a whole request of the AWS CLI caused, as the value of `--cli-input-json` or as an
 * argument: with the command that does the same, to be copied. `undefined` where the line has no such request.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-skeleton.html
 */
export function awsRequestError(line: TypedLine): AutodyneError | undefined {
  const found = findBody(line.argv);
  if (found === undefined) return undefined;
  const file = /^file:\/\/(.*)$/s.exec(found.text)?.[1];
  if (file !== undefined) return fileError(line, found, file);
  const members = membersOf(found.text);
  if (members === undefined || !isRequest(line.id, members)) return undefined;
  const { awsName, command, argument } = counterpart(line.id, members);
  const own = argument === undefined ? 'conditions and flags' : `its ${argument} alone`;
  const message = `a whole request of the AWS CLI (${awsName}): autodyne ${command} takes ${own}`;
  const args = argsOf(members, command, argument);
  const more = `which member is which flag: see docs/from-aws-cli.md#${awsName}`;
  if (args.untaken.length > 0) {
    return new AutodyneError('InvalidUsage', `${message}; it has no flag for ${args.untaken.join(', ')}`, {
      suggestions: [more],
    });
  }
  const rest = line.argv.toSpliced(found.at, found.count);
  return new AutodyneError('InvalidUsage', message, {
    suggestions: [`the same request: ${commandText(command, ...args.list, ...rest)}`],
  });
}

/** An item or a key may have any names, also some of these. */
function isRequest(
  id: string,
  { TableName, Item, Key, Statement }: Readonly<Record<string, string>>,
): boolean {
  if (Statement !== undefined) return id === 'sql';
  return (
    TableName !== undefined &&
    (Item ?? Key ?? (['query', 'scan'].includes(id) ? TableName : undefined)) !== undefined
  );
}

interface FoundBody {
  text: string;
  /** Its first argument, and how many it has. */
  at: number;
  count: number;
}

function findBody(argv: readonly string[]): FoundBody | undefined {
  for (const [at, arg] of argv.entries()) {
    if (arg === BODY_FLAG) return { text: argv[at + 1] ?? '', at, count: 2 };
    if (arg.startsWith(`${BODY_FLAG}=`)) return { text: arg.slice(BODY_FLAG.length + 1), at, count: 1 };
    if (/^\s*\{/.test(arg) || arg.startsWith('file://')) return { text: arg, at, count: 1 };
  }
  return undefined;
}

/** The text of each member; `undefined` for what is no JSON object. */
function membersOf(text: string): Record<string, string> | undefined {
  const body = Buffer.from(text);
  const members: Record<string, string> = {};
  try {
    eachMember(body, ({ name, valueAt }) => {
      members[name] = body.toString('utf8', valueAt.start, valueAt.end);
    });
  } catch (error) {
    if (error instanceof MalformedRequest) return undefined;
    throw error;
  }
  return members;
}

function counterpart(id: string, members: Readonly<Record<string, string>>): Counterpart {
  const { Item, Key, KeyConditionExpression, Statement, UpdateExpression } = members;
  if (Statement !== undefined) return { awsName: 'execute-statement', command: 'sql', argument: 'Statement' };
  if (Item !== undefined) return { awsName: 'put-item', command: 'put', argument: 'Item' };
  if (Key !== undefined) {
    const isUpdate = UpdateExpression !== undefined || id === 'update';
    const command = isUpdate ? 'update' : id === 'delete' ? 'delete' : 'get';
    return { awsName: `${command}-item`, command, argument: 'Key' };
  }
  const command = KeyConditionExpression !== undefined || id === 'query' ? 'query' : 'scan';
  return { awsName: command, command, argument: undefined };
}

function argsOf(
  members: Readonly<Record<string, string>>,
  command: string,
  argument: string | undefined,
): { list: string[]; untaken: string[] } {
  const list = argument === undefined ? [] : [argumentText(members[argument] ?? '')];
  const untaken: string[] = [];
  for (const name of Object.keys(members)) {
    if (name === argument || UNSEEN.includes(name)) continue;
    const args = memberArgs(name, members, command);
    if (args === undefined) untaken.push(name);
    else list.push(...args);
  }
  const table = members['TableName'];
  return { list: table === undefined ? list : [...list, '--table', argumentText(table)], untaken };
}

/** `undefined` where there is no flag for it. */
function memberArgs(
  name: string,
  members: Readonly<Record<string, string>>,
  command: string,
): string[] | undefined {
  const text = argumentText(members[name] ?? '');
  const names = members['ExpressionAttributeNames'];
  if (name === 'ProjectionExpression') return ['--attributes', attributesOf(text, names)];
  const placeholders = { ExpressionAttributeNames: '--names', ExpressionAttributeValues: '--values' }[name];
  // Without an expression, they are those of the projection.
  if (placeholders !== undefined)
    return EXPRESSIONS.some((one) => members[one] !== undefined) ? [placeholders, text] : [];
  const flag = FLAGS[name];
  if (flag !== undefined) return [flag, text];
  const chosen = (name === 'ReturnValues' ? RETURN_VALUES[command] : CHOSEN[name])?.[text];
  return chosen === '' ? [] : chosen?.split('=');
}

/** A string without its quotes, JSON as it is. */
function argumentText(json: string): string {
  const value = json.startsWith('"') ? parseJson(json) : undefined;
  return typeof value === 'string' ? value : json;
}

/** `--attributes` has names where a projection may have placeholders. */
function attributesOf(projection: string, namesJson = '{}'): string {
  const names = parseJson(namesJson);
  return projection
    .replaceAll(/\s+/g, '')
    .replaceAll(/#\w+/g, (placeholder) =>
      isJsonObject(names) && Object.hasOwn(names, placeholder)
        ? formatAttributePath([String(names[placeholder])])
        : placeholder,
    );
}

function fileError(
  { id, argv }: TypedLine,
  { at, count }: FoundBody,
  file: string,
): AutodyneError | undefined {
  const given = argv[at] ?? '';
  if (!given.startsWith(BODY_FLAG)) {
    return new AutodyneError('InvalidUsage', `a file is named without file://: ${given}`, {
      suggestions: [`the file itself: ${commandText(id, ...argv.toSpliced(at, count, file))}`],
    });
  }
  const member = { put: 'Item', get: 'Key', update: 'Key', delete: 'Key' }[id];
  const message = `a whole request of the AWS CLI: autodyne ${id} takes ${member === undefined ? 'arguments and flags' : `its ${member} alone`}`;
  return new AutodyneError('InvalidUsage', message, {
    suggestions: [
      ...(member === undefined
        ? []
        : [`the ${member}: jq .${member} ${shellQuote(file)} | ${commandText(id, '-')}`]),
      `which member is which flag: see docs/from-aws-cli.md#${{ sql: 'execute-statement', query: 'query', scan: 'scan' }[id] ?? `${id}-item`}`,
    ],
  });
}

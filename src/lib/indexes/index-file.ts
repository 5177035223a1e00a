import { AutodyneError } from '../errors/autodyne-error.ts';
import { type JsonNode, JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import { validateUpdateTable } from '../proxy/update-table-policy.ts';
import { changeFromRequest, type IndexChange } from './index-request.ts';

/**
 * Reads an UpdateTable body with one or more index changes, in their order. DynamoDB takes one a call, so each is
 * validated as a call of its own, by the rules of the proxy. `TableName` may be left out.
 * @throws AutodyneError `InvalidInput` naming file, line and column, `ProxyRefused` where it changes more than indexes
 */
export function readIndexChanges(text: string, fileName: string, tableName: string): IndexChange[] {
  const source = new JsonText(text, fileName);
  const node = readJson(source);
  const body: unknown = parseJson(text);
  if (!isJsonObject(body))
    throw source.errorAt(node.offset, 'expected an UpdateTable body, which is an object');
  const { GlobalSecondaryIndexUpdates: updates, TableName: named = tableName } = body;
  if (named !== tableName) {
    const problem = `this is for table ${JSON.stringify(named)}, but the settings specify "${tableName}"`;
    throw source.errorAt(offsetOf(node, 'TableName'), problem, ['omit TableName, or use --table NAME']);
  }
  const single = Array.isArray(updates) && updates.length > 1 ? updates : [undefined];
  return single.map((update: unknown) => {
    const call = { ...body, TableName: tableName };
    const verdict = validateUpdateTable(
      update === undefined ? call : { ...call, GlobalSecondaryIndexUpdates: [update] },
      { tableName },
    );
    if (!verdict.isAllowed) throw refused(verdict.error.message, fileName);
    return changeFromRequest(verdict.call);
  });
}

function refused(message: string, fileName: string): AutodyneError {
  if (!/^Modifying .* is not allowed$/.test(message)) {
    return new AutodyneError('InvalidInput', `${fileName}: ${message}`);
  }
  return new AutodyneError('ProxyRefused', `${fileName}: ${message}`, {
    suggestions: ['the proxy can only create and delete global secondary indexes; nothing was sent'],
  });
}

function offsetOf(node: JsonNode, member: string): number {
  return (node.type === 'object' ? node.members.get(member)?.offset : undefined) ?? node.offset;
}

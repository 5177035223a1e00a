import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type JsonNode, JsonText } from '../../json/json-node.ts';
import { readJson } from '../../json/json-reader.ts';
import { type ItemForm, isTypedValue } from '../json/item-form.ts';
import { plainValue } from '../json/plain-json.ts';
import { typedValue } from '../json/typed-json.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { valuesProblem } from '../keys/check-item.ts';
import { type AttributeValue, type Item, newItem } from '../values/attribute-value.ts';

/** A condition in DynamoDB's own language, with the placeholders that it uses. */
export interface OwnCondition {
  expression: string;
  names?: Readonly<Record<string, string>> | undefined;
  values?: Item | undefined;
}

/** An update, a condition, or both, in DynamoDB's own language, with the placeholders that they share. */
export interface OwnUpdate extends Omit<OwnCondition, 'expression'> {
  update?: string | undefined;
  condition?: string | undefined;
}

/**
 * Names for the placeholders of an expression, from JSON such as `{"#y":"year"}`.
 * @param flag what the text was given with, for errors
 * @throws AutodyneError `InvalidInput`
 */
export function parseExpressionNames(text: string, flag = '--names'): Record<string, string> {
  const source = new JsonText(text, flag);
  return expressionNames(readJson(source), source);
}

/** {@link parseExpressionNames} of JSON that is read already. */
export function expressionNames(node: JsonNode, source: JsonText): Record<string, string> {
  if (node.type !== 'object')
    throw source.errorAt(node.offset, 'expected a JSON object, such as {"#y":"year"}');
  const names = Object.create(null) as Record<string, string>;
  for (const [placeholder, name] of node.members) {
    if (!placeholder.startsWith('#')) {
      throw source.errorAt(
        name.offset,
        `${JSON.stringify(placeholder)}: the placeholder of a name must start with #`,
      );
    }
    if (name.type !== 'string')
      throw source.errorAt(name.offset, `the value of ${placeholder} must be a name in quotes`);
    names[placeholder] = name.value;
  }
  return names;
}

/**
 * Values for the placeholders of an expression, from typed or plain JSON, each by its own shape: `{":y":2010}` or
 * `{":y":{"N":"2010"}}`, and both in one object. A map that has the shape of a typed value is `{"$map":…}`.
 * @param form the form of all of them, where it is forced
 * @param flag what the text was given with, for errors
 * @throws AutodyneError `InvalidInput`
 */
export function parseExpressionValues(text: string, form?: ItemForm, flag = '--values'): Item {
  const source = new JsonText(text, flag);
  return expressionValues(readJson(source), source, form);
}

/** {@link parseExpressionValues} of JSON that is read already. */
export function expressionValues(node: JsonNode, source: JsonText, form?: ItemForm): Item {
  if (node.type !== 'object')
    throw source.errorAt(node.offset, 'expected a JSON object, such as {":y":2010}');
  const values = newItem();
  for (const [placeholder, value] of node.members) {
    if (!placeholder.startsWith(':')) {
      throw source.errorAt(
        value.offset,
        `${JSON.stringify(placeholder)}: the placeholder of a value must start with :`,
      );
    }
    values[placeholder] = valueByShape(value, source, [placeholder], form);
  }
  const found = valuesProblem(values);
  if (found !== undefined) throw new AutodyneError('InvalidInput', `${source.name}: ${found.problem}`);
  return values;
}

/**
 * Values for the `?` of a PartiQL statement, in their order, from a JSON array of typed or plain values, each by its own
 * shape: `["Acme", {"N":"2010"}]`.
 * @throws AutodyneError `InvalidInput`
 */
export function parseStatementParameters(text: string, flag = '--parameters'): AttributeValue[] {
  const source = new JsonText(text, flag);
  const node = readJson(source);
  if (node.type !== 'array')
    throw source.errorAt(node.offset, 'expected a JSON array, such as ["Acme", 2010]');
  const parameters = node.elements.map((element, index) => valueByShape(element, source, [index]));
  const values = Object.assign(newItem(), Object.fromEntries(parameters.entries()));
  const found = valuesProblem(values);
  if (found !== undefined) throw new AutodyneError('InvalidInput', `${flag}: ${found.problem}`);
  return parameters;
}

function valueByShape(
  node: JsonNode,
  source: JsonText,
  path: AttributePath,
  form?: ItemForm,
): AttributeValue {
  const isTyped = form === undefined ? isTypedValue(node) : form === 'typed';
  return isTyped
    ? typedValue(node, source, path)
    : plainValue(node, source, path, { takesLookalikes: form === 'plain' });
}

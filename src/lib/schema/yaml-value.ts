import type { Document, ParsedNode } from 'yaml';
import { type AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { invalid } from '../json/json-fields.ts';

/** A template is a few thousand values; references to references could be made to become millions. */
const MOST_VALUES = 200_000;

/**
 * A YAML document as JSON would have it. All scalars stay strings, as they are written: a scalar that looks like a
 * number may be a name. CloudFormation's short tags become its long form: `!Ref X` is `{"Ref":"X"}`, `!Sub s`
 * `{"Fn::Sub":"s"}`. The parser is loaded when it is needed: few schemas are YAML.
 * @throws AutodyneError `InvalidInput` naming file and line for invalid YAML.
 */
export async function yamlValue(text: string, name: string): Promise<unknown> {
  try {
    return await readYaml(text, name);
  } catch (error) {
    // The parser itself is limited only by the stack.
    if (isAutodyneError(error) || !(error instanceof RangeError)) throw error;
    throw tooDeep(name, error);
  }
}

function tooDeep(name: string, cause?: unknown): AutodyneError {
  return invalid(name, 'neither JSON nor YAML of a template: nested too deeply', cause);
}

async function readYaml(text: string, name: string): Promise<unknown> {
  const yaml = await import('yaml');
  const document: Document.Parsed = yaml.parseDocument(text, {
    schema: 'failsafe',
    logLevel: 'silent',
    prettyErrors: true,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    if (error.message.includes('call stack')) throw tooDeep(name, error);
    const line = error.linePos?.[0].line ?? 1;
    throw invalid(
      `${name}:${line}`,
      `neither JSON nor YAML: ${error.message.split(/ at line |\n/)[0]}`,
      error,
    );
  }
  let left = MOST_VALUES;
  const jsonOf = (node: unknown): unknown => {
    left -= 1;
    if (left < 0) throw invalid(name, `more than ${countOf(MOST_VALUES, 'value')}, too many for a template`);
    if (yaml.isAlias(node)) return jsonOf(node.resolve(document));
    const value = untagged(node);
    const { tag } = (node ?? {}) as { tag?: string };
    return tag?.startsWith('!') && !tag.startsWith('!!') && tag.length > 1
      ? longForm(tag.slice(1), value)
      : value;
  };
  const untagged = (node: unknown): unknown => {
    if (yaml.isSeq(node)) return node.items.map(jsonOf);
    if (yaml.isMap<ParsedNode>(node)) {
      return Object.fromEntries(node.items.map(({ key, value }) => [String(jsonOf(key)), jsonOf(value)]));
    }
    return yaml.isScalar(node) ? node.value : null;
  };
  return jsonOf(document.contents);
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
function longForm(name: string, value: unknown): Record<string, unknown> {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': value.split('.') };
  return { [`Fn::${name}`]: value };
}

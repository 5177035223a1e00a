import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { AWS_SHAPES, RESULTS, SHAPES, type ShapeName } from './json-results.ts';

interface SchemaNode {
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  additionalProperties?: boolean | SchemaNode;
  [other: string]: unknown;
}

/** The schema of a command's results, as `v` reads it. */
export function resultSchema(command: string): v.GenericSchema {
  return v.union((RESULTS[command] ?? []).map(shapeOf));
}

export function shapeOf(name: string): v.GenericSchema {
  const shape: v.GenericSchema = SHAPES[name.replace('[]', '') as ShapeName];
  return name.endsWith('[]') ? v.array(shape) : shape;
}

/** The file of each command's JSON Schema in `docs/json`, and what it holds. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.keys(RESULTS).map((command) => [
      `${command.replaceAll(' ', '-')}.schema.json`,
      `${JSON.stringify(jsonSchemaOf(command), null, 2)}\n`,
    ]),
  );
}

function jsonSchemaOf(command: string): object {
  const { $schema, ...converted } = convert(resultSchema(command));
  const { $defs: definitions = {}, ...root } = converted;
  const needed = new Set<string>();
  addReferences(root, definitions, needed);
  const kept = Object.entries(definitions).filter(([name]) => needed.has(name));
  const title = command === 'error' ? 'autodyne, an error' : `autodyne ${command} --json`;
  return { $schema, title, ...root, $defs: Object.fromEntries(kept.map(opened)) };
}

/**
 * Members may be added to what is ours and to what is AWS's. Not to an attribute value, which has one and no other, and
 * not to a shape that needs none of its own, which would be everything.
 */
function opened([name, node]: [string, SchemaNode]): [string, SchemaNode] {
  const isClosed = name === 'AttributeValue' || (name in SHAPES && node.required?.length === 0);
  return [name, isClosed ? node : withoutClosing(node)];
}

function withoutClosing(node: SchemaNode): SchemaNode {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) =>
      key === 'additionalProperties' && value === false ? undefined : value,
    ),
  ) as SchemaNode;
}

function convert(schema: v.GenericSchema): SchemaNode {
  return toJsonSchema(schema, {
    target: 'draft-2020-12',
    definitions: { ...SHAPES, ...AWS_SHAPES },
    // A list that is not to be changed is one all the same.
    ignoreActions: ['readonly'],
  }) as SchemaNode;
}

function addReferences(node: unknown, definitions: Record<string, SchemaNode>, found: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key !== '$ref') addReferences(value, definitions, found);
    else {
      const name = String(value).replace('#/$defs/', '');
      if (found.has(name)) continue;
      found.add(name);
      addReferences(definitions[name], definitions, found);
    }
  }
}

/** The paths of a shape's members, `?` behind one that may be absent: `checks.fixes`, `tableArn?`. */
export function membersOf(shape: ShapeName): string[] {
  const { $defs = {} } = convert(SHAPES[shape]);
  const paths = new Set<string>();
  addMembers($defs[shape] ?? {}, '', paths);
  return [...paths].sort();
}

function addMembers(node: SchemaNode, prefix: string, paths: Set<string>): void {
  const { properties = {}, required = [], items, anyOf = [], additionalProperties } = node;
  for (const [name, member] of Object.entries(properties)) {
    const path = `${prefix}${name}`;
    paths.add(required.includes(name) ? path : `${path}?`);
    addMembers(member, `${path}.`, paths);
  }
  for (const part of [items, additionalProperties, ...anyOf]) {
    if (typeof part === 'object') addMembers(part, prefix, paths);
  }
}

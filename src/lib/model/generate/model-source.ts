import { countOf } from '../../errors/count-text.ts';
import { jsonString } from '../../json/json-string.ts';
import type { FieldShape, IndexShape, ModelShape, SubclassShape } from './model-shape.ts';
import type { Builder } from './value-profile.ts';

/** The source of a module with these models. @param head comment lines, without their marks */
export function modelsSource(models: readonly ModelShape[], head: readonly string[]): string {
  const classes = models.flatMap((model) => [
    modelSource(model),
    ...model.subclasses.map((subclass) => subclassSource(subclass, model.className)),
  ]);
  const body = classes.join('\n');
  const imports = body.includes(': f.') ? 'defineModel, f' : 'defineModel';
  return `${head.map((line) => `// ${line}\n`).join('')}import { ${imports} } from 'autodyne/model';\n\n${body}`;
}

function modelSource(model: ModelShape): string {
  const { partitionKey, tableName } = model;
  const table = [
    ...(tableName === undefined ? [] : [`name: ${quoted(tableName)}`]),
    ...(partitionKey === undefined ? [] : [`partitionKey: ${quoted(partitionKey)}`]),
  ];
  return block(`// ${countOf(model.items, 'item')} in the sample.`, `defineModel`, model.className, '', [
    `name: ${quoted(model.name)},`,
    ...(table.length === 0 ? [] : [`table: { ${table.join(', ')} },`]),
    ...(model.idPrefix === undefined ? [] : [`idPrefix: ${quoted(model.idPrefix)},`]),
    ...(model.isSnake ? [`naming: 'snake',`] : []),
    ...(model.hasTimestamps ? [] : ['timestamps: false,']),
    ...fieldsSource(model.fields),
    ...(model.sortKey === undefined ? [] : [`sortKey: ${quoted(model.sortKey)},`]),
    ...indexesSource('globalSecondaryIndexes', model.globalIndexes),
    ...indexesSource('localSecondaryIndexes', model.localIndexes),
    ...(model.expires === undefined ? [] : [`expires: { field: ${quoted(model.expires)} },`]),
  ]);
}

function subclassSource({ name, className, items, fields }: SubclassShape, above: string): string {
  return block(
    `// ${countOf(items, 'item')} in the sample.`,
    `${above}.subclass`,
    className,
    // A record is of a class that is known, though nothing has used it yet.
    '\n  static {\n    this.register();\n  }\n',
    [`name: ${quoted(name)},`, ...(fields.length === 0 ? [] : fieldsSource(fields))],
  );
}

function block(
  comment: string,
  maker: string,
  className: string,
  body: string,
  options: readonly string[],
): string {
  const lines = options.map((line) => `  ${line}\n`).join('');
  return `${comment}\nexport class ${className} extends ${maker}({\n${lines}}) {${body}}\n`;
}

function fieldsSource(fields: readonly FieldShape[]): string[] {
  const written = fields.filter(({ isImplicit }) => !isImplicit);
  if (written.length === 0) return ['fields: {},'];
  return ['fields: {', ...written.map((field) => `  ${field.name}: ${fieldSource(field)},`), '},'];
}

function fieldSource({ builder, attribute, isRenamed, isRequired, isUnique }: FieldShape): string {
  const attr = isRenamed ? [`attr: ${quoted(attribute)}`] : [];
  return `${builderSource(builder, attr)}${isRequired ? '.required()' : ''}${isUnique ? '.unique()' : ''}`;
}

function builderSource({ name, of, options = [] }: Builder, more: readonly string[]): string {
  const all = [...options, ...more];
  const args = [
    ...(of === undefined ? [] : [builderSource(of, [])]),
    ...(all.length === 0 ? [] : [`{ ${all.join(', ')} }`]),
  ];
  return `f.${name}(${args.join(', ')})`;
}

function indexesSource(option: string, indexes: readonly IndexShape[]): string[] {
  if (indexes.length === 0) return [];
  return [`${option}: [`, ...indexes.map((index) => `  ${indexSource(index, option)},`), '],'];
}

function indexSource({ name, partitionKey, sortKey, projection }: IndexShape, option: string): string {
  const list = typeof projection === 'string' ? quoted(projection) : `[${projection.map(quoted).join(', ')}]`;
  const members = [
    `name: ${quoted(name)}`,
    // A local one has the partition key of its table.
    ...(option === 'localSecondaryIndexes' ? [] : [`partitionKey: ${quoted(partitionKey)}`]),
    ...(sortKey === undefined ? [] : [`sortKey: ${quoted(sortKey)}`]),
    ...(projection === 'keys_only' ? [] : [`projection: ${list}`]),
  ];
  return `{ ${members.join(', ')} }`;
}

/** A string in single quotes, on one line. */
function quoted(text: string): string {
  const inner = jsonString(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TYPES = [
  'f.string()',
  'f.string().required()',
  'f.integer().default(0)',
  "f.string({ values: ['draft', 'published', 'archived'] })",
  'f.number()',
  'f.boolean()',
  'f.datetime()',
  'f.date()',
  'f.set(f.integer())',
  'f.array(f.string())',
  'f.map<{ a: number; b: string }>()',
  'f.raw<Record<string, unknown>>()',
  'f.serialized<{ dark: boolean }>()',
  'f.decimal()',
  'f.bigint()',
];

export interface RingOptions {
  models: number;
  fields: number;
  /** The sources, as the files of the ring import them. */
  source: string;
}

/**
 * Writes an app of many models, a file each, that relate to each other in a ring, each with seven calls: what a compiler
 * makes of a large app.
 */
export function writeRing(folder: string, { models, fields, source }: RingOptions): void {
  mkdirSync(folder, { recursive: true });
  for (let model = 0; model < models; model += 1) {
    const next = (model + 1) % models;
    const previous = (model + models - 1) % models;
    const typeOf = (field: number): string => TYPES[(field + model) % TYPES.length] ?? '';
    const all = Array.from({ length: fields }, (_, field) => field);
    const [text] = all.filter((field) => typeOf(field) === TYPES[0]);
    const required = all.filter((field) => typeOf(field) === TYPES[1]);
    const [counter] = all.filter((field) => typeOf(field) === TYPES[2]);
    writeFileSync(
      join(folder, `m${model}.ts`),
      `import { defineModel, f } from '${source}/model.ts';
import { M${next} } from './m${next}.ts';
import { M${previous} } from './m${previous}.ts';
export class M${model} extends defineModel({
  name: 'M${model}',
  fields: {
${all.map((field) => `    field${field}: ${typeOf(field)}${field === text ? '.unique()' : ''},`).join('\n')}
  },
  globalSecondaryIndexes: [{ name: 'byFirst', partitionKey: 'field${text}', projection: 'all' }],
}) {
  get next() {
    return this.belongsTo(() => M${next});
  }
  get previous() {
    return this.hasMany(() => M${previous}, { inverseOf: 'next' });
  }
  label() {
    return String(this.field${text});
  }
}
export async function use${model}() {
  const m = await M${model}.find('1');
  m.label();
  const n = await m.next.get();
  n?.label();
  await m.next.set(n);
  const p = await m.previous.all();
  p[0]?.label();
  await m.previous.add(p);
  const found = await m.previous.where({ 'createdAt.gt': new Date() }).first();
  found?.label();
  for await (const one of m.previous) one.label();
  const rows = await M${model}.where({ field${text}: 'x', 'field${counter}.gte': 3 }).recordLimit(3).all();
  rows[0]?.label();
  await M${model}.create({ ${required.map((field) => `field${field}: 'a'`).join(', ')} });
  await m.updateAttributes({ field${text}: 'z' });
  await m.update((u) => {
    u.set({ field${text}: 'q' }).add({ field${counter}: 1 });
  });
  return m;
}
`,
    );
  }
}

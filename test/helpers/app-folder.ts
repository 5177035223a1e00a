import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An app with these files, and autodyne as it was built. */
export async function app(
  files: Record<string, string>,
  type: 'module' | 'commonjs' = 'module',
): Promise<string> {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  if (files['node_modules/autodyne/package.json'] === undefined)
    symlinkSync(root, join(folder, 'node_modules/autodyne'));
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify({ name: 'app', type }),
    ...files,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export const USER = `
import { defineModel, f } from 'autodyne/model';
import { Kind } from './kind.js';
export class User extends defineModel({
  name: 'User',
  fields: { email: f.string().required(), kind: f.string({ values: Object.values(Kind) }), tags: f.set() },
  globalSecondaryIndexes: [{ name: 'byEmail', partitionKey: 'email', projection: 'all' }],
}) {}`;
export const KIND = "console.log('printed by a model file');\nexport enum Kind { Admin = 'admin' }\n";
const POST = `
import { defineModel, f } from 'autodyne/model';
export class Post extends defineModel({
  name: 'Post',
  fields: { day: f.date({ attr: 'd' }) },
  globalSecondaryIndexes: [{ name: 'byDay', partitionKey: 'day', sortKey: 'id' }],
}) {}`;

/** An app's model files: two models of the one table, one of them with an enum from another file. */
export const MODEL_FILES = {
  'src/models/user.ts': USER,
  'src/models/kind.ts': KIND,
  'src/models/post.ts': POST,
};

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const entry = new URL('../../../dist/model.js', import.meta.url).href;

/** Runs a script beside the built package, as an app would. */
function runApp(script: string, env: Record<string, string> = {}, cwd = tmpdir()): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
}

describe('settings of an app', () => {
  /** Tells each module of the SDK that is loaded, as an ES module or by require. */
  const WATCH = `
    import module from 'node:module';
    const hook = 'import { writeSync } from "node:fs"; export async function load(url, context, next) { if (url.includes("@aws-sdk")) writeSync(1, "loaded " + url + "\\\\n"); return next(url, context); }';
    module.register('data:text/javascript,' + encodeURIComponent(hook));
    const original = module._load;
    module._load = function (request, ...rest) {
      if (request.includes('@aws-sdk')) console.log('loaded ' + request);
      return original.call(this, request, ...rest);
    };
  `;

  const USE = `
    const { configure, defineModel, f } = await import('${entry}');
    configure({ envFile: false, region: 'us-east-1', accessKey: 'a', secretKey: 'b', endpoint: 'http://127.0.0.1:9' });
    class User extends defineModel({ name: 'User', fields: { name: f.string() } }) {}
    new User({ name: 'a' });
    console.log('ready');
  `;

  test('importing autodyne/model, defining and making records loads no file of the SDK', () => {
    expect(runApp(`${WATCH}${USE}`)).toBe('ready\n');
    const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb');
    expect(runApp(`${WATCH}${USE} await import(${JSON.stringify(pathToFileURL(sdk).href)});`)).toMatch(
      /^ready\nloaded .*@aws-sdk/,
    );
  });

  test('N namespace: of the environment, of .env, and of configure, which wins', () => {
    const folder = mkdtempSync(join(tmpdir(), 'autodyne-model-'));
    writeFileSync(join(folder, '.env'), 'AUTODYNE_NAMESPACE=file\nAUTODYNE_NAMING=snake\n');
    const script = `
      import { configure, defineModel, f } from '${entry}';
      class User extends defineModel({ name: 'User', table: { name: 'users' }, fields: {} }) {}
      const names = [User.tableName];
      configure({ namespace: 'code' });
      names.push(User.tableName);
      configure({ namespace: undefined });
      names.push(User.tableName);
      console.log(names.join(' '));
    `;
    expect(runApp(script, {}, folder)).toBe('file_users code_users file_users\n');
    expect(runApp(script, { AUTODYNE_NAMESPACE: 'env' }, folder)).toBe('env_users code_users env_users\n');
  });

  test('a setting of the environment that is none is refused by its name', () => {
    const script = `
      import { configure, defineModel } from '${entry}';
      configure({ envFile: false });
      class User extends defineModel({ name: 'User', fields: {} }) {}
      try { new User(); } catch (error) { console.log(error.code, error.message); }
    `;
    expect(runApp(script, { AUTODYNE_WARN_ON_SCAN: 'maybe' })).toBe(
      'InvalidSettings AUTODYNE_WARN_ON_SCAN is not true or false: "maybe"\n',
    );
    expect(runApp(script, { AUTODYNE_BATCH_SIZE: '200' })).toBe(
      'InvalidSettings batchSize is not a whole number from 1 to 100: 200\n',
    );
  });

  test('the one table is AUTODYNE_TABLE_NAME, of another add-on too', () => {
    const script = (as: string) => `
      import { configure, defineModel } from '${entry}';
      configure({ envFile: false${as} });
      class User extends defineModel({ name: 'User', fields: {} }) {}
      console.log(User.tableName);
    `;
    const env = { AUTODYNE_TABLE_NAME: 'mine', BLUE_TABLE_NAME: 'other' };
    expect(runApp(script(''), env)).toBe('mine\n');
    expect(runApp(script(", as: 'blue'"), env)).toBe('other\n');
  });
});

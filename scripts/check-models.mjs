/**
 * Uses the models of a packed tarball as an app would, against the local twin, and holds them to what they promise. Run
 * beside an installed package, under `autodyne local --memory --`, with the folder of this repository (for compilers) as
 * the argument. Requests are counted at the table: by a server before it that hands everything on.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import {
  AutodyneError,
  configure,
  defineModel,
  f,
  PrecisionError,
  RecordNotFound,
  RecordNotUnique,
  ScanProhibited,
} from 'autodyne/model';

const root = process.argv[2];
const installed = resolve('node_modules/autodyne');
const {
  AUTODYNE_ENDPOINT_URL: twinUrl,
  AUTODYNE_TABLE_NAME: tableName,
  AUTODYNE_AWS_ACCESS_KEY_ID: accessKeyId,
  AUTODYNE_AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AUTODYNE_AWS_DEFAULT_REGION: region,
} = process.env;
const { RequestSigner } = await import(pathToFileURL(join(installed, 'dist/lib/client/request-signer.js')));

/** Requests since this was last emptied. */
let requests = [];
/** BatchWriteItem requests of which 5 items are written, and the others left unprocessed. */
let batchesToLeave = 0;
let batchesLeft = 0;
/** Messages and suggestions of the errors so far. */
const said = [];

const server = createServer((incoming, outgoing) => {
  respond(incoming, outgoing).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
configure({ endpoint: `http://127.0.0.1:${server.address().port}`, logger: false });

async function respond(incoming, outgoing) {
  const body = await buffer(incoming);
  const operation = String(incoming.headers['x-amz-target']).split('.').at(-1);
  const asked = { operation, body: JSON.parse(body) };
  if (operation !== 'DescribeTable') requests.push(asked);
  const isCut = operation === 'BatchWriteItem' && batchesToLeave > 0;
  const response = isCut ? await writeSome(asked.body) : await post(incoming.headers, body);
  asked.response = JSON.parse(response.text);
  outgoing.writeHead(response.status, { 'content-type': 'application/x-amz-json-1.0' }).end(response.text);
}

/** Over node:http, since fetch takes no host header, which is signed. */
async function post(headers, body) {
  const sent = request(twinUrl, { method: 'POST', headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, text: await text(response) };
}

async function writeSome(input) {
  batchesToLeave -= 1;
  batchesLeft += 1;
  const [[table, writes]] = Object.entries(input.RequestItems);
  const bytes = Buffer.from(JSON.stringify({ ...input, RequestItems: { [table]: writes.slice(0, 5) } }));
  const settings = { accessKeyId, secretAccessKey, region, sessionToken: undefined };
  const headers = new RequestSigner(settings, new URL(twinUrl)).headers('BatchWriteItem', bytes, Date.now());
  const written = await post(headers, bytes);
  const left = writes.length > 5 ? { [table]: writes.slice(5) } : {};
  return { ...written, text: JSON.stringify({ ...JSON.parse(written.text), UnprocessedItems: left }) };
}

function received() {
  const taken = requests;
  requests = [];
  return taken;
}

async function failure(type, call) {
  try {
    await call();
  } catch (error) {
    assert(error instanceof type, `${error?.name}: ${error?.message}`);
    said.push([error.message, ...(error.suggestions ?? [])].join('\n'));
    return error;
  }
  throw new assert.AssertionError({ message: `no ${type.name}` });
}

function autodyne(...words) {
  return execFileSync(process.execPath, [join(installed, 'bin/run.js'), ...words], { encoding: 'utf8' });
}

/** The item as the table has it, in DynamoDB JSON; the engine gives attributes in any order. */
function stored(id) {
  return JSON.parse(autodyne('get', id, '--json')).Item;
}

function shows(number, text) {
  console.log(`${number}. ${text}`);
}

class User extends defineModel({
  name: 'User',
  fields: { name: f.string().required(), city: f.string(), tags: f.set(f.integer()) },
  globalSecondaryIndexes: [{ name: 'byCity', partitionKey: 'city', projection: 'all' }],
}) {
  get posts() {
    return this.hasMany(() => Post);
  }
}

class Post extends defineModel({
  name: 'Post',
  fields: { title: f.string(), authorId: f.string().required(), publishedAt: f.datetime() },
  globalSecondaryIndexes: [
    { name: 'byAuthor', partitionKey: 'authorId', sortKey: 'publishedAt', projection: 'all' },
  ],
}) {}

class Balance extends defineModel({
  name: 'Balance',
  fields: { amount: f.number(), note: f.string() },
}) {}

class Exact extends defineModel({
  name: 'Exact',
  fields: { amount: f.decimal(), note: f.string(), at: f.datetime() },
}) {}

mistakesAreErrors();
await recordsAreTheirTypes();
await savesSendWhatChanged();
await sparseIndexesAreNotChosen();
await othersItemsStay();
await aCityIsOneQuery();
await digitsSurvive();
await importsAreTriedAgain();
errorsNameNoFlag();
await nothingOfTheSdkIsLoaded();
server.close();
server.closeAllConnections();

function mistakesAreErrors() {
  const head = `import { defineModel, f } from 'autodyne/model';
class Address extends defineModel({ name: 'Address', fields: {
  street: f.string().required(), city: f.string().required(), latitude: f.number() } }) {}
class User extends defineModel({ name: 'User', fields: {
  name: f.string().required(), email: f.string(), tags: f.set(f.string()) },
  globalSecondaryIndexes: [{ name: 'byEmail', partitionKey: 'email' }] }) {}
class Admin extends User.subclass({ name: 'Admin', fields: { level: f.integer() } }) {
  promote() { return this.update((u) => u.add({ level: 1 })); }
}
export const user = new Admin({ name: 'a' });
`;
  const mistakes = [
    "Address.create({ street: 's', city: 'c', latitude: 'north' });",
    "Address.where({ 'latitude.begins_with': '1' });",
    "User.where({ 'tags.gt': ['a'] });",
    'User.where({ email: undefined });',
    "user.id = 'x';",
    'user.name = 42;',
    'User.where({ name: 42 });',
    "User.where({}).withIndex('no');",
  ];
  writeFileSync('mistakes.ts', `${head}${mistakes.join('\n')}\n`);
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  };
  writeFileSync('tsconfig.json', JSON.stringify({ compilerOptions, files: ['mistakes.ts'] }));
  const first = head.split('\n').length;
  for (const compiler of ['typescript-5.9', 'typescript']) {
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', '.'],
      {
        encoding: 'utf8',
      },
    );
    const lines = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error/gm)].map(
      ([, file, line]) => `${file}:${line}`,
    );
    assert.deepEqual(
      [...new Set(lines)],
      mistakes.map((_, index) => `mistakes.ts:${first + index}`),
      stdout,
    );
  }
  shows(1, `tsc 5.9 and 7: an error on each of ${mistakes.length} lines, none on the subclass's own update`);
}

async function recordsAreTheirTypes() {
  const { equals, iterableEquality } = await import(
    pathToFileURL(join(root, 'node_modules/@vitest/expect/dist/index.js'))
  );
  const [a, b] = [new User({ name: 'a' }), new User({ name: 'b' })];
  assert.equal(equals(a, b, [iterableEquality]), false);
  assert.equal(equals(a, new User({ name: 'a' }), [iterableEquality]), true);
  assert.notDeepEqual(a, b);
  assert.equal({ ...a }.name, 'a');
  assert.deepEqual(Object.keys(a), ['id', 'name', 'city', 'tags', 'createdAt', 'updatedAt']);
  shows(2, `toEqual tells records apart; Object.keys: ${Object.keys(a).join(', ')}`);
}

async function savesSendWhatChanged() {
  await User.create({ id: 'kept', name: 'a', tags: new Set([1]) });
  const user = await User.find('kept');
  received();
  assert.equal(await user.save(), true);
  assert.deepEqual(received(), []);
  autodyne('update', 'kept', '--set', 'legacy=x');
  user.tags.add(3);
  assert.equal(await user.save(), true);
  const [update, ...others] = received();
  assert.deepEqual(others, []);
  assert.equal(update.operation, 'UpdateItem');
  const names = Object.values(update.body.ExpressionAttributeNames).sort();
  assert.deepEqual(names, ['_model', 'id', 'tags', 'updatedAt']);
  const item = stored('kept');
  assert.equal(item.legacy.S, 'x');
  assert.deepEqual([...item.tags.NS].sort(), ['1', '3']);
  shows(
    3,
    `a clean save sends nothing; after tags.add(3) one UpdateItem of ${names.join(', ')}; legacy=x survives`,
  );
}

async function sparseIndexesAreNotChosen() {
  autodyne(
    'index',
    'create',
    'byAuthor',
    '--partition-key',
    'authorId:S',
    '--sort-key',
    'publishedAt:N',
    '--force',
  );
  await Post.import(
    Array.from({ length: 20 }, (_, index) => ({
      title: `t${index}`,
      authorId: 'alice',
      ...(index % 4 === 0 ? {} : { publishedAt: new Date(1e12 + index) }),
    })),
  );
  const query = Post.where({ authorId: 'alice' });
  assert.equal((await query.all()).length, 20);
  assert.equal((await query.withIndex('byAuthor').all()).length, 15);
  received();
  configure({ errorOnScan: true });
  const { message } = await failure(ScanProhibited, () => Post.where({ authorId: 'alice' }).all());
  configure({ errorOnScan: undefined });
  assert.match(message, /publishedAt/);
  assert.deepEqual(received(), []);
  shows(4, `20 posts, by the index 15; errorOnScan before a request: ${message}`);
}

async function othersItemsStay() {
  await User.create({ id: 'alice', name: 'Alice' });
  const before = stored('alice');
  await failure(RecordNotUnique, () =>
    Post.import([
      { id: 'alice', authorId: 'x' },
      { id: 'p1', authorId: 'x' },
    ]),
  );
  await failure(RecordNotUnique, () => Post.upsert('alice', { authorId: 'x' }));
  assert.equal(await Post.updateFields('alice', { title: 'x' }), null);
  await Post.delete('alice');
  assert.deepEqual(stored('alice'), before);
  assert.equal((await Post.find('p1')).authorId, 'x');
  await failure(RecordNotFound, () => Post.find('alice'));
  assert((await User.findAny('alice')) instanceof User);
  shows(
    5,
    'Post.import, upsert, updateFields and delete leave the user "alice" byte for byte; the rest is imported',
  );
}

async function aCityIsOneQuery() {
  autodyne('index', 'create', 'byCity', '--partition-key', 'city:S', '--no-sample');
  await User.import(
    Array.from({ length: 10_000 }, (_, index) => ({ name: `u${index}`, city: `c${index % 20}` })),
  );
  received();
  const found = await User.where({ city: 'c7' }).all();
  assert.equal(found.length, 500);
  const [query, ...others] = received();
  assert.deepEqual([query.operation, others.length], ['Query', 0]);
  const units = query.response.ConsumedCapacity.CapacityUnits;
  assert(units <= 11, `${units} units`);
  autodyne('index', 'delete', 'byCity', '--confirm', tableName);
  const error = await failure(AutodyneError, () => User.where({ city: 'c7' }).all());
  assert.equal(error.code, 'IndexNotFound');
  assert(error.suggestions.some((text) => text.includes('autodyne index create byCity')));
  shows(6, `500 of 10,000 users: 1 Query, ${units} units; without the index: ${error.suggestions.at(-1)}`);
}

async function digitsSurvive() {
  const digits = '12345678901234567890123456789012345678';
  for (const [id, model] of [
    ['n', 'Balance'],
    ['d', 'Exact'],
  ])
    autodyne('put', JSON.stringify({ id: { S: id }, _model: { S: model }, amount: { N: digits } }));
  const balance = await Balance.find('n');
  await failure(PrecisionError, async () => balance.amount);
  assert.equal((await Exact.find('d')).amount, digits);
  await balance.updateAttributes({ note: 'x' });
  assert.equal(stored('n').amount.N, digits);
  await Exact.create({ id: 'before', at: new Date(-1500) });
  assert.equal(stored('before').at.N, '-1.5');
  shows(
    7,
    'f.number() raises PrecisionError, f.decimal() is verbatim, another field leaves it; -1.5 is -1.5',
  );
}

async function importsAreTriedAgain() {
  batchesToLeave = 30;
  received();
  const imported = await User.import(
    Array.from({ length: 10_000 }, (_, index) => ({ name: `again ${index}` })),
  );
  assert.equal(imported.length, 10_000);
  assert.equal(batchesLeft, 30);
  const written = await User.where({ 'name.begins_with': 'again ' }).count();
  assert.equal(written, 10_000);
  shows(8, `30 times 20 of 25 left unprocessed: ${written} written`);
}

function errorsNameNoFlag() {
  assert(said.length >= 6);
  for (const text of said) {
    // The command that creates an index is whole: its key are flags of its own.
    const words = text.replace(/\bautodyne index create .*$/gm, 'autodyne index create');
    assert.doesNotMatch(words, /(?:^|\s)--?[a-z]/, text);
    for (const [, command] of text.matchAll(/\bautodyne ([a-z]+(?: [a-z]+)?)/g))
      assert.equal(command, 'index create');
  }
  const folder = join(installed, 'dist/lib/model');
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const source = readFileSync(join(folder, name), 'utf8');
    assert.doesNotMatch(source, /KeyConditionExpression|UpdateExpression|process\.env/, name);
  }
  shows(
    9,
    `${said.length} errors name no flag, and no command but index create; lib/model builds no expression`,
  );
}

async function nothingOfTheSdkIsLoaded() {
  const hooks = `export function resolve(specifier, context, next) {
    if (specifier.startsWith('@aws-sdk/')) throw new Error('loads ' + specifier + ' from ' + context.parentURL);
    return next(specifier, context);
  }`;
  const script = `
    import { createRequire, register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { defineModel, f } = await import('autodyne/model');
    class User extends defineModel({ name: 'User', fields: { name: f.string() } }) {}
    const user = await User.create({ name: 'a' });
    if ((await User.find(user.id)).name !== 'a') throw new Error('not found');
    const files = Object.keys(createRequire(import.meta.url)('node:module')._cache);
    const found = files.filter((file) => file.includes('@aws-sdk/'));
    if (found.length > 0) throw new Error(found[0]);
    process.exit();
  `;
  writeFileSync('no-sdk.mjs', script);
  execFileSync(process.execPath, ['no-sdk.mjs'], { stdio: 'inherit' });
  console.log('and a create and a find load no file of @aws-sdk');
}

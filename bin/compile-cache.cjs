/**
 * Loads the bundled command line with V8's compile cache, which halves the start-up time. (Node has a cache of its
 * own from version 22.1; these few lines serve Node 20 too.) The cache is a file below the user's cache folder, made
 * anew when the bundle, Node or the processor changes; without a writable folder all still works.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { fileURLToPath } = require('node:url');
const { Script } = require('node:vm');

function requireCached(file) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'autodyne');
  const { mtimeMs, size } = statSync(file);
  const identity = [file, mtimeMs, size, process.version, process.arch, process.versions.v8].join('|');
  const cacheFile = join(folder, `${createHash('sha1').update(identity).digest('hex')}.v8`);
  return compile(file, cacheFile);
}

function compile(file, cacheFile) {
  const cachedData = readOwnFile(cacheFile);
  // The bundle is plain ASCII, which is read fastest as latin1.
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file, cachedData });
  const loaded = new Module(file, module);
  loaded.filename = file;
  loaded.paths = Module._nodeModulePaths(dirname(file));
  // Registered before it runs, so that the commands' own files, which require it, get this very module.
  require.cache[file] = loaded;
  script.runInThisContext()(loaded.exports, requireFrom(file), loaded, file, dirname(file));
  if (cachedData === undefined || script.cachedDataRejected) {
    // At exit, so that the functions that were compiled while running are in it.
    process.on('exit', () => writeWhole(cacheFile, script));
  }
  return loaded.exports;
}

/** `require` for a file, taking `file:` URLs too: the framework loads plugins by URL. */
function requireFrom(file) {
  const plain = Module.createRequire(file);
  const require = (id) => plain(id.startsWith('file:') ? fileURLToPath(id) : id);
  return Object.assign(require, plain);
}

/** The file's bytes, unless it belongs to someone else: what is cached is run. */
function readOwnFile(path) {
  try {
    if (process.getuid && statSync(path).uid !== process.getuid()) return undefined;
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function writeWhole(path, script) {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // No writable cache folder, or a full disk: the next start is as slow as this one, and nothing else changes.
    rmSync(temporary, { force: true });
  }
}

module.exports = { requireCached };

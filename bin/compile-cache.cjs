/**
 * Loads the bundled command line with V8's compile cache, which halves the start-up time. (Node has a cache of its
 * own from version 22.1; this also works with Node 20.) The cache is a file in the cache folder of the user, and is
 * replaced when the bundle, Node or the processor changes. V8 executes the cache without checking it, so it only gets
 * bytes with a correct checksum, from a file that no other user can write. A bad folder or file is never an error.
 */
const { createHash, randomUUID } = require('node:crypto');
const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { fileURLToPath } = require('node:url');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** After the data: their length and their CRC-32, four bytes each. (Of all checksums it costs least: 0.2 ms.) */
const TRAILER_BYTES = 8;
/** Nothing larger is read: the cache has about a megabyte. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Caches of other versions that were not written for so long are removed. */
const FORGET_MS = 30 * 24 * 60 * 60 * 1000;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Loads the bundle with the cache of one command: it holds what that command runs. (One cache for all of them held
 * what the first command after an installation had run, and V8 reads the whole of it.)
 */
function requireForCommand(file, word) {
  return requireCached(file, isCommand(file, word) ? word : '');
}

/** Any other word shares one cache, or each mistyped one would leave a file behind. */
function isCommand(file, word = '') {
  if (!/^[a-z]+$/.test(word)) return false;
  const path = join(dirname(file), 'commands', word);
  return existsSync(`${path}.cjs`) || existsSync(path);
}

function requireCached(file, command = '') {
  const { source, mtimeMs } = readWrapped(file);
  return compile(file, source, cacheFileOf(file, source, mtimeMs, command));
}

/** The bundle in the function that a module is in, put together as bytes: as text it would be copied twice more. */
function readWrapped(file) {
  const [head, tail] = Module.wrap('\n\n').split('\n\n');
  const fd = openSync(file);
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const bytes = Buffer.allocUnsafeSlow(head.length + size + tail.length);
    bytes.latin1Write(head);
    for (let at = 0; at < size; ) {
      const read = readSync(fd, bytes, head.length + at, size - at, null);
      if (read === 0) throw new Error(`${file} is cut short`);
      at += read;
    }
    bytes.latin1Write(tail, head.length + size);
    // Plain ASCII, which is read fastest as latin1.
    return { source: bytes.latin1Slice(), mtimeMs };
  } finally {
    closeSync(fd);
  }
}

/** The path of the cache of a bundle and a command; `undefined` if no folder can be found for it. */
function cacheFileOf(file, source, mtimeMs, command) {
  const folder = cacheFolder();
  if (folder === undefined) return undefined;
  // A package manager may give all files one time, and two versions may have one length: the last line, which the
  // build writes, tells them apart.
  const identity = [
    file,
    mtimeMs,
    source.length,
    source.slice(-80),
    process.version,
    process.arch,
    command,
  ].join('|');
  return join(folder, 'autodyne', `${createHash('sha1').update(identity).digest('hex')}.v8`);
}

/** The user's cache folder. A relative path would mean another folder in each: it counts as none. */
function cacheFolder() {
  const { XDG_CACHE_HOME: told = '' } = process.env;
  if (isAbsolute(told)) return told;
  try {
    const home = homedir();
    return isAbsolute(home) ? join(home, '.cache') : undefined;
  } catch {
    // No HOME, and a user that the system has no account for, as in containers.
    return undefined;
  }
}

function compile(file, source, cacheFile) {
  const cachedData = cacheFile === undefined ? undefined : readSound(cacheFile);
  const script = new Script(source, { filename: file, cachedData });
  const loaded = new Module(file, module);
  loaded.filename = file;
  loaded.paths = Module._nodeModulePaths(dirname(file));
  // Registered before it runs, so that the commands' own files, which require it, get this very module.
  require.cache[file] = loaded;
  script.runInThisContext()(loaded.exports, requireFrom(file), loaded, file, dirname(file));
  if (cacheFile !== undefined && (cachedData === undefined || script.cachedDataRejected)) {
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

/** The data of a cache, or `undefined` unless they are what was written, by this user, where nobody else can write. */
function readSound(path) {
  let fd;
  try {
    if (!isOwn(statSync(dirname(path)))) return undefined;
    // Not through a link, and without waiting for the other end of a pipe.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    if (!stats.isFile() || !isOwn(stats) || stats.size > MAX_BYTES) return undefined;
    return dataOf(readFileSync(fd));
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function isOwn({ uid, mode }) {
  return process.getuid === undefined || (uid === process.getuid() && (mode & WRITABLE_BY_OTHERS) === 0);
}

function dataOf(bytes) {
  const length = bytes.length - TRAILER_BYTES;
  if (length <= 0 || bytes.readUInt32LE(length) !== length) return undefined;
  const data = bytes.subarray(0, length);
  return crc32(data) === bytes.readUInt32LE(length + 4) ? data : undefined;
}

function withTrailer(data) {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(data.length, 0);
  trailer.writeUInt32LE(crc32(data), 4);
  return Buffer.concat([data, trailer]);
}

/** Writes the cache aside, and renames it once it is whole on the disk: readers and other writers never see a part. */
function writeWhole(path, script) {
  // Without a writable folder, or on a full disk: the next start is as slow as this one, and nothing else changes.
  try {
    const folder = dirname(path);
    makeFolder(folder);
    if (!isOwn(statSync(folder))) return;
    // A random name, since processes of two containers may have one number.
    const temporary = `${path}.${randomUUID()}`;
    try {
      writeDurably(temporary, withTrailer(script.createCachedData()));
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
    forgetOld(folder);
  } catch {}
}

/**
 * Makes the folder, and the one that it is in, but no others: what is not there at all, such as the `/nonexistent` of
 * system users, is not made. (Node's own way of making all of them never returns for some, such as `/proc/x`.) Root makes
 * nothing in the folder of a user, who could not write there afterwards.
 */
function makeFolder(folder) {
  for (const path of [dirname(folder), folder]) {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    const uid = process.getuid?.();
    if (uid === 0 && statSync(dirname(path)).uid !== 0) throw new Error("a user's folder");
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      // Another process may have been faster.
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function writeDurably(path, bytes) {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function forgetOld(folder) {
  const before = Date.now() - FORGET_MS;
  for (const name of readdirSync(folder)) {
    if (!/^[0-9a-f]{40}\.v8(\.|$)/.test(name)) continue;
    const path = join(folder, name);
    if (statSync(path).mtimeMs < before) rmSync(path);
  }
}

module.exports = { requireCached, requireForCommand };

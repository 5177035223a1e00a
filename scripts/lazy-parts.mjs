/** Plugins of the bundler that make a command load what it uses of the framework and of Node, and no more. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What the command line takes from the framework, and where that is: the framework's own index loads all of it. */
const PARTS = {
  Command: './command',
  CommandHelp: './help',
  Config: './config',
  Help: './help',
  run: './main',
};

/** Those whose exports are all one part. */
const WHOLE = `module.exports.Args = require('./args');\nmodule.exports.Flags = require('./flags');\n`;

/** `const NAME = require("PATH");`, plain or through one of tsc's two helpers, as a line of its own. */
const REQUIRED = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm;

/**
 * The framework is CommonJS that tsc wrote: it requires all of itself (help, spinners, the search for plugins) when it is
 * loaded, of which a command uses a fifth. Here each of its files is loaded when it is first used.
 */
export const lazyFramework = {
  name: 'lazy-framework',
  setup(build) {
    const lib = join(dirname(import.meta.dirname), 'node_modules/@oclif/core/lib');
    build.onResolve({ filter: /^@oclif\/core$/ }, ({ path }) => ({ path, namespace: 'parts' }));
    build.onLoad({ filter: /.*/, namespace: 'parts' }, () => ({
      contents: `${lazyModule(Object.entries(PARTS))}${WHOLE}`,
      resolveDir: lib,
    }));
    build.onLoad({ filter: /[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/, namespace: 'file' }, ({ path }) => ({
      contents: withLazyRequires(readFileSync(path, 'utf8')),
    }));
    // Whoever requires `debug` gets it only if DEBUG is set: it looks at terminals, colours and the environment.
    build.onResolve({ filter: /^debug$/ }, ({ namespace }) =>
      namespace === 'file' ? { path: 'debug', namespace: 'debug-if-asked' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'debug-if-asked' }, () => ({
      contents: `const off = () => undefined;
        off.enabled = false;
        module.exports = process.env.DEBUG ? require('debug') : () => off;`,
      resolveDir: lib,
    }));
    // Of the framework's package.json only what it asks for.
    build.onLoad({ filter: /[\\/]@oclif[\\/]core[\\/]package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** Parts of Node that not every command uses, and that take long to load. */
const BUILTINS = [
  'child_process',
  'fs/promises',
  'https',
  'readline/promises',
  'timers/promises',
  'tls',
  'worker_threads',
];

/** Files of ours with what few commands use of them: each is loaded when that is. */
const FILES = { 'tunnel-agent.ts': 'TunnelAgent' };

/** Loads these parts of Node and files of ours when one of their members is first used. */
export const lazyImports = {
  name: 'lazy-imports',
  setup(build) {
    const builtins = new RegExp(`^(?:node:)?(?:${BUILTINS.join('|')})$`);
    build.onResolve({ filter: builtins }, ({ path, namespace }) =>
      namespace === 'file' ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: lazyModule(Object.keys(process.getBuiltinModule(path)).map((name) => [name, path])),
    }));
    const files = new RegExp(`/(?:${Object.keys(FILES).join('|').replaceAll('.', '\\.')})$`);
    build.onResolve({ filter: files }, ({ path, resolveDir, namespace }) =>
      namespace === 'file' ? { path: join(resolveDir, path), namespace: 'lazy-file' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy-file' }, ({ path }) => ({
      contents: lazyModule([[FILES[basename(path)], path]]),
      resolveDir: dirname(path),
    }));
  },
};

/** A module of getters: each requires where it is from. @param {[name: string, path: string][]} members */
function lazyModule(members) {
  const getters = members.map(
    ([name, path]) => `get ${name}() { return require(${JSON.stringify(path)}).${name}; },`,
  );
  return `module.exports = {\n${getters.join('\n')}\n};\n`;
}

/** The source with its requires put off until the first use: `NAME` becomes the call `NAME()`. */
function withLazyRequires(source) {
  const declarations = [];
  const rest = source.replace(REQUIRED, (_line, name, value) => {
    declarations.push({ name, value });
    return '';
  });
  const calling = declarations.reduce(
    (text, { name }) => text.replace(new RegExp(`(?<![\\w.$'"])${name}(?![\\w$'"])`, 'g'), `(${name}())`),
    rest,
  );
  const functions = declarations.map(
    ({ name, value }) => `let ${name}$; const ${name} = () => (${name}$ ??= ${value});`,
  );
  return `"use strict";\n${functions.join('\n')}\n${calling}`;
}

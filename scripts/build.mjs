/**
 * Builds `dist/`: the library as plain ES modules with types (tsc), and the command line as one CommonJS bundle
 * (`dist/cli-bundle`), with one small file a command for oclif to find; and the proxy's Lambda function
 * (`dist/lambda`). `--if-stale` does nothing when the sources are older than the last build.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildLambda } from './build-lambda.mjs';
import { buildWeb } from './build-web.mjs';
import { globSync } from './glob.mjs';
import { lazyFramework, lazyImports } from './lazy-parts.mjs';
import { bundledFolders, writeBundledList } from './third-party.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const stamp = 'dist/.built';

if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);

/** The ES builds of dependencies, where there are any: only what is used of them gets in. */
const mainFields = ['module', 'main'];
/** Its CommonJS files hide their imports from bundlers. */
const alias = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
/** Three functions, without the retrying that is exported with them and loads what it needs. */
const ofRetry = 'retry/service-error-classification/service-error-classification.js';

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
const bundles = [await bundleCommandLine(), await bundleWorkers(), await buildLambda()];
bundles.push((await buildWeb()).metafile);
writeBundledList(bundles.flatMap(bundledFolders));
execFileSync(process.execPath, ['node_modules/oclif/bin/run.js', 'manifest'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true' },
});
writeFileSync(stamp, '');

function isFresh() {
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const sources = [
    ...['.ts', '.tsx', '.css', '.html'].flatMap((ending) => globSync('src', ending)),
    ...globSync('scripts', '.mjs'),
    'package.json',
    'package-lock.json',
  ];
  return sources.every((file) => statSync(file).mtimeMs <= builtAt);
}

async function bundleCommandLine() {
  const commands = globSync('src/commands', '.ts').map((file) => {
    const path = relative('src/commands', file).replace(/\.ts$/, '');
    // As the framework names it: `dump`, `dump:list`.
    return { path, id: path.replace(/\/index$/, '').replaceAll('/', ':') };
  });
  // `require` is lazy inside a bundle: a command's code runs only when that command does.
  const table = commands
    .map(({ id, path }) => `  '${id}': () => require('./src/commands/${path}.ts'),`)
    .join('\n');
  const { outputFiles, metafile } = await build({
    write: false,
    metafile: true,
    stdin: {
      contents: `import { runCommandLine } from './src/cli/start/main.ts';\nexport const main = (root) => runCommandLine(root, commands);\nexport const help = () => require('./src/cli/command/help.ts').AutodyneHelp;\nexport const commands = {\n${table}\n};\n`,
      resolveDir: root,
      sourcefile: 'autodyne.ts',
    },
    outfile: 'dist/cli-bundle/autodyne.cjs',
    bundle: true,
    platform: 'node',
    mainFields,
    target: 'node20',
    // A script from the compile cache cannot call import(); Node 20.19 and later can require ES modules.
    supported: { 'dynamic-import': false },
    format: 'cjs',
    alias: {
      ...alias,
      '@smithy/core/retry': join(root, 'node_modules/@smithy/core/dist-es/submodules', ofRetry),
    },
    plugins: [lazyFramework, lazyImports],
    // Needed for a template in YAML, and for an app's own client: in the bundle, they would be read by every command.
    // The framework looks for TypeScript in development, and goes on without it.
    external: ['yaml', '@aws-sdk/*', '@smithy/core/schema', 'typescript'],
    // CommonJS has no import.meta; the bundle's own place serves.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  // Plain ASCII is read fastest; the bundler escapes strings by itself, but not regular expressions.
  const escaped = outputFiles[0].text.replace(
    /[^\0-\x7f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  mkdirSync('dist/cli-bundle', { recursive: true });
  // The last line names the content: by it the compile cache knows one build from another.
  const hash = createHash('sha256').update(escaped).digest('hex');
  writeFileSync('dist/cli-bundle/autodyne.cjs', `${escaped}//${hash}\n`);
  // The framework looks for its help class as a file, too.
  writeFileSync(
    'dist/cli-bundle/help.cjs',
    "module.exports = { default: require('./autodyne.cjs').help() };\n",
  );
  for (const { id, path } of commands) {
    const file = join('dist/cli-bundle/commands', `${path}.cjs`);
    mkdirSync(dirname(file), { recursive: true });
    const bundle = relative(dirname(file), 'dist/cli-bundle/autodyne.cjs');
    writeFileSync(file, `module.exports = require('${bundle}').commands['${id}']();\n`);
  }
  return metafile;
}

/** The scripts of threads have the same name next to the bundle and next to the files of the library. */
async function bundleWorkers() {
  const { metafile } = await build({
    metafile: true,
    entryPoints: globSync('src/lib', '-worker.ts'),
    outdir: 'dist/cli-bundle',
    entryNames: '[name]',
    bundle: true,
    // Loads an app's model files, with a compiler that no other command needs.
    external: ['jiti'],
    mainFields,
    alias,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  return metafile;
}

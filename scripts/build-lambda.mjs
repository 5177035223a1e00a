/**
 * Builds the Lambda functions, `dist/lambda/index.mjs` of the proxy and `dist/lambda/usage.mjs` of the usage route: one
 * file each with all that it needs in it, so that what was tested is what runs, whatever the Lambda runtime brings along.
 */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @returns what went into them, as esbuild tells it */
export async function buildLambda() {
  rmSync('dist/lambda', { recursive: true, force: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: { index: 'src/lambda.ts', usage: 'src/usage-lambda.ts' },
    outdir: 'dist/lambda',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Its CommonJS files hide their imports from bundlers.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    logLevel: 'warning',
  });
  return metafile;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
  await buildLambda();
}

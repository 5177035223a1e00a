/**
 * Builds the dashboard's page, `dist/web`: index.html, one script and one style sheet, whose names change with their
 * content. No source map. Refuses a page that grew too large.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Of all files together, as they are sent over a network; 60 KB is what it aims at. */
export const MAX_COMPRESSED_BYTES = 100_000;

/**
 * @param {string} folder where the files go; what is in it goes
 * @returns the size, and what went into them, as esbuild tells it
 */
export async function buildWeb(folder = 'dist/web') {
  const { outputFiles, metafile } = await build({
    entryPoints: { app: 'src/web/main.tsx', style: 'src/web/style/main.css' },
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    // What knows CSS nesting, `:has` and TextDecoderStream in streams: browsers of 2023 and later.
    target: ['chrome115', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const textOf = (name) => outputFiles.find(({ path }) => path.endsWith(name)).text;
  const [script, style] = [textOf('app.js'), textOf('style.css')];
  const files = new Map([
    [`app-${hashOf(script)}.js`, script],
    [`app-${hashOf(style)}.css`, style],
  ]);
  const [scriptName, styleName] = files.keys();
  const html = readFileSync('src/web/index.html', 'utf8')
    .replace('/app.js', `/${scriptName}`)
    .replace('/app.css', `/${styleName}`)
    .replace(/>\s+</g, '><');
  files.set('index.html', html);
  const compressedBytes = [...files.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
  if (compressedBytes > MAX_COMPRESSED_BYTES)
    throw new Error(`the page has ${compressedBytes} bytes compressed, more than ${MAX_COMPRESSED_BYTES}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return { compressedBytes, metafile };
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

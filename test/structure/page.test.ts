import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildWeb, MAX_COMPRESSED_BYTES } from '../../scripts/build-web.mjs';
import { VALUES_OF_PAGE } from './rooms.ts';

const folder = mkdtempSync(join(tmpdir(), 'autodyne-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the page is three small files, without a source map, and has nothing of lib but what it may', async () => {
  const { compressedBytes, metafile } = await buildWeb(folder);
  expect(readdirSync(folder).sort()).toEqual([
    expect.stringMatching(/^app-[0-9a-f]{10}\.(?:css|js)$/),
    expect.stringMatching(/^app-[0-9a-f]{10}\.(?:css|js)$/),
    'index.html',
  ]);
  expect(MAX_COMPRESSED_BYTES).toBeLessThanOrEqual(100_000);
  // What it aims at; the build itself refuses what is above the limit.
  expect(compressedBytes).toBeLessThan(60_000);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain('sourceMappingURL');
  }
  const sources = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
  const foreign = sources.filter((path) => !path.startsWith('src/web/')).map((path) => path.slice(4));
  expect(foreign).toEqual(VALUES_OF_PAGE);
});

test("index.html needs nothing that the page's policy refuses", () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/ style=|<style| on\w+=|<script(?! type="module" src="\/app-)/);
});

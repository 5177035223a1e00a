import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  ...docs.map((name) => `docs/${name}`),
];

/** What GitHub makes of a heading: small letters, blanks as hyphens, no other signs. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('the links of %s lead to files and sections that there are', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```.*?^```/gms, '');
  const dead = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^https?:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return [target];
    const isFound = anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    return isFound ? [] : [target];
  });
  expect(dead).toEqual([]);
});

test('the figures of README stand in the benchmark', () => {
  const [, section = ''] =
    /## Why not.*?\n(.*?)\n## /s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const figures = section.match(/\d+\.\d+(?= s)|\d+(?= MB)|\d+,\d+(?= items)/g) ?? [];
  const measured = new Set(readFileSync(join(root, 'bench/README.md'), 'utf8').match(/\d+(?:[.,]\d+)*/g));
  expect(figures).toHaveLength(10);
  expect(figures.filter((figure) => !measured.has(figure))).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages that users and contributors read, by their path in the tree. */
const pages = ['', 'docs', 'bench', 'examples/blog'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** Of the repository at GitHub, not of its tree. */
const OF_GITHUB = '../../security/advisories/new';

const textOf = (page: string): string =>
  readFileSync(join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page that lead to no file, or to no heading of their page. */
function brokenLinks(page: string): string[] {
  return [
    ...textOf(page)
      .replace(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].flatMap(([, link = '']) => {
    if (/^https?:/.test(link) || link === OF_GITHUB) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return [link];
    return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [link];
  });
}

test.each(pages)('each link of %s leads somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test('the figures of README stand in the benchmark', () => {
  const [, section = ''] =
    /## Why not.*?\n(.*?)\n## /s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const figures = section.match(/\d+\.\d+(?= s)|\d+(?= MB)|\d+,\d+(?= items)/g) ?? [];
  const measured = new Set(readFileSync(join(root, 'bench/README.md'), 'utf8').match(/\d+(?:[.,]\d+)*/g));
  expect(figures).toHaveLength(10);
  expect(figures.filter((figure) => !measured.has(figure))).toEqual([]);
});

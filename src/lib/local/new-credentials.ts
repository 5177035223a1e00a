import { randomBytes, randomInt } from 'node:crypto';

const ADJECTIVES =
  'amber ancient autumn bold breezy bright calm clear cobalt copper coral crimson dapper dusty eager early ember fabled floral gentle glad golden hidden humble indigo ivory jade jolly keen lively lucid lunar mellow misty nimble noble olive opal patient placid polished proud quiet radiant rapid rustic saffron scarlet serene shy silent silver sinuous solar spry steady still stout sunny swift tidal tranquil upbeat velvet verdant vivid warm wild winter witty young zesty'.split(
    ' ',
  );

/** A table name of the add-on's form: `autodyne-sinuous-68626`. */
export function newTableName(): string {
  const adjective = ADJECTIVES[randomInt(ADJECTIVES.length)];
  return `autodyne-${adjective}-${randomInt(10_000, 100_000)}`;
}

const KEY_PREFIX = 'AKIALOCAL';

/** True for an access key of a twin, of this start or another. */
export function isLocalKey(accessKeyId: string): boolean {
  return accessKeyId.startsWith(KEY_PREFIX);
}

/** Keys for the twin's one user: in the form of AWS's keys, but recognisable by their name as no keys of AWS. */
export function newCredentials(): { accessKeyId: string; secretAccessKey: string } {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const suffix = Array.from({ length: 11 }, () => letters[randomInt(letters.length)]).join('');
  return { accessKeyId: `${KEY_PREFIX}${suffix}`, secretAccessKey: randomBytes(30).toString('base64') };
}

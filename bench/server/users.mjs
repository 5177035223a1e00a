/**
 * The table of the models' bench: users as an app may have them, some 420 bytes each, all in one city. Each contestant's
 * table is named after it, and has the attributes beside them by which it knows its own items.
 */
import { crc32 } from 'node:zlib';
import { responseHead } from './http.mjs';

export const USERS = 10_000;
const PAGE_BYTES = 1024 * 1024;
const GENRES = ['ambient', 'blues', 'dub', 'electro', 'folk', 'garage', 'jazz', 'pop'];
const ISO = { S: '2026-01-15T10:30:00.000Z' };

const OWN_ATTRIBUTES = {
  autodyne: { _model: { S: 'User' } },
  associated: {
    _model: { S: 'User' },
    addressesIds: { SS: ['0b1f6c1e-8f3a-4c55-9a51-1d2f0c7a9e01', '0b1f6c1e-8f3a-4c55-9a51-1d2f0c7a9e02'] },
    teamsIds: { SS: ['5e0c1d6a-47a8-4a1d-8f59-7b1f3c2d4e03'] },
  },
  electrodb: { __edb_e__: { S: 'user' }, __edb_v__: { S: '1' } },
  toolbox: { _et: { S: 'User' }, created: ISO, modified: ISO },
};

const tables = new Map();

/** @returns the contestant whose table it is */
export function contestantOfTable(name) {
  return /^users-(\w+)$/.exec(name)?.[1];
}

/** @returns a response to GetItem */
export function userResponse(contestant, id) {
  return { Item: userItem(contestant, Number(id.slice(-9)), id) };
}

/** The page of a Query after this key; the last one has no key. */
export function userPage(contestant, exclusiveStartKey) {
  if (!tables.has(contestant)) tables.set(contestant, makePages(contestant));
  const pages = tables.get(contestant);
  const number =
    exclusiveStartKey === undefined ? 0 : pages.findIndex(({ last }) => last === exclusiveStartKey.id.S) + 1;
  return pages[number];
}

/** The number in the id also gives the values, so that a contestant's sums can be checked. */
export function userId(index) {
  return `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`;
}

function userItem(contestant, index, id = userId(index)) {
  const tags = [0, 1, 2].map((step) => GENRES[(index + step) % GENRES.length]);
  return {
    id: { S: id },
    ...OWN_ATTRIBUTES[contestant],
    name: { S: `User number ${index}` },
    email: { S: `user-${index}@example.com` },
    city: { S: 'Chicago' },
    age: { N: String(18 + (index % 60)) },
    balance: { N: `${index % 1000}.25` },
    active: { BOOL: index % 3 === 0 },
    tags: { SS: tags },
    bio: {
      S: 'Plays the piano on Sundays, "mostly" late at night; collects maps of cities that were never built.',
    },
    settings: { M: { theme: { S: 'dark' }, pageSize: { N: '50' } } },
    createdAt: { N: `17684${index % 10}0000.125` },
    updatedAt: { N: `17684${index % 10}0000.5` },
  };
}

function makePages(contestant) {
  const pages = [];
  let items = [];
  let sizeBytes = 0;
  for (let index = 0; index < USERS; index += 1) {
    const item = JSON.stringify(userItem(contestant, index));
    items.push(item);
    sizeBytes += item.length;
    const isLast = index === USERS - 1;
    if (sizeBytes < PAGE_BYTES && !isLast) continue;
    const last = userId(index);
    const key = JSON.stringify({ id: { S: last }, city: { S: 'Chicago' } });
    const body = Buffer.from(
      `{"Count":${items.length},"ScannedCount":${items.length},"Items":[${items.join(',')}]${isLast ? '' : `,"LastEvaluatedKey":${key}`}}`,
    );
    pages.push({ last, head: responseHead(200, body.length, crc32(body)), body });
    items = [];
    sizeBytes = 0;
  }
  return pages;
}

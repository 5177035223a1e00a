/**
 * Seeded items, about 0.9 KB each on the wire, as a music shop might have them: every type that matters to a parser
 * (S, N, M, L, SS, B, BOOL, NULL), text beyond ASCII, escapes.
 */
const WORDS =
  'amber river late night glass hollow silver train morning static lantern paper bridge winter echo harbour quiet ' +
  'summer radio falling golden city velvet thunder garden letter mirror northern dust island wire blue hour señal ' +
  'größe été 夜 ночь';
const GENRES = [
  'ambient',
  'blues',
  'dub',
  'electro',
  'folk',
  'garage',
  'jazz',
  'pop',
  'rock',
  'soul',
  'techno',
];
const words = WORDS.split(' ');

/** Lines of text, made once: far more than an item's neighbours share, so that gzip finds no more than it should. */
const verses = makeVerses(8192);

/** The key of the item at this place of a table, which tells the server where a page ended. */
export function keyOf(index) {
  return { id: { S: `track-${String(index).padStart(9, '0')}` } };
}

/** The item at this place, always the same. */
export function makeItem(index) {
  const random = mulberry32(index + 1);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const text = (count) => Array.from({ length: count }, () => pick(words)).join(' ');
  const number = (most) => String(Math.floor(random() * most));
  return {
    ...keyOf(index),
    artist: { S: `${text(2)} ${number(100_000)}` },
    title: { S: text(4) },
    year: { N: number(2100) },
    rating: { N: `${number(10)}.${number(1_000_000)}` },
    live: { BOOL: random() < 0.2 },
    genres: { SS: [...new Set([pick(GENRES), pick(GENRES), pick(GENRES)])] },
    info: {
      M: {
        label: { S: text(2) },
        pressed: { N: number(50_000) },
        tracks: { L: [{ S: text(2) }, { N: number(600) }, { NULL: true }, { S: text(2) }] },
      },
    },
    fingerprint: { B: randomBytes(48, random).toString('base64') },
    lyrics: { S: Array.from({ length: 6 }, () => pick(verses)).join('\n') },
  };
}

function makeVerses(count) {
  const random = mulberry32(0);
  const pick = () => words[Math.floor(random() * words.length)];
  const text = (length) => Array.from({ length }, pick).join(' ');
  return Array.from({ length: count }, () => `${text(8)}, "${text(2)}"`);
}

function randomBytes(length, random) {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = random() * 256;
  return bytes;
}

/** A small generator of evenly spread numbers from 0 to 1. */
function mulberry32(seed) {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

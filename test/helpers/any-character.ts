import fc from 'fast-check';

/** Any code point, lone surrogates among them; the unit "binary" of fast-check's strings takes two seconds to be made. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ff_ff })
  .map((point) => String.fromCodePoint(point));

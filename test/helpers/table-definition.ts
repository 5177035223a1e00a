import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** `city:S`, or `_model`: a string. */
type KeyText = string;

interface IndexText {
  name: string;
  keys: readonly KeyText[];
  /** All unless told; names for INCLUDE. */
  projection?: 'keys' | readonly string[];
}

/** A table's keys and indexes, for `useTable`. */
export function tableDefinition(
  keys: readonly KeyText[],
  { global = [], local = [] }: { global?: readonly IndexText[]; local?: readonly IndexText[] } = {},
): Partial<CreateTableCommandInput> {
  const all = [keys, ...[...global, ...local].map((index) => index.keys)].flat();
  const types = new Map(all.map((text) => [nameOf(text), typeOf(text)]));
  return {
    KeySchema: keySchema(keys),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global.map(wireIndex) }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local.map(wireIndex) }),
  };
}

function wireIndex({ name, keys, projection }: IndexText) {
  return {
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection:
      projection === undefined
        ? { ProjectionType: 'ALL' as const }
        : projection === 'keys'
          ? { ProjectionType: 'KEYS_ONLY' as const }
          : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projection] },
  };
}

function keySchema(keys: readonly KeyText[]) {
  return keys.map((text, position) => ({
    AttributeName: nameOf(text),
    KeyType: position === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
}

function nameOf(text: KeyText): string {
  return text.replace(/:[SNB]$/, '');
}

function typeOf(text: KeyText): 'S' | 'N' | 'B' {
  return (/:([SNB])$/.exec(text)?.[1] ?? 'S') as 'S' | 'N' | 'B';
}

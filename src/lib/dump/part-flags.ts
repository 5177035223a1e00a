import type { DumpRequest } from './dump-request.ts';

/**
 * The flags because of which a complete dump holds only a part of the table's items, or of what is in them;
 * `undefined` when it holds them all.
 */
export function partFlags(request: DumpRequest): readonly string[] | undefined {
  const { attributes, contents, firstSegment, lastSegment, limit, totalSegments, where } = request;
  const isAllSegments = firstSegment === 0 && lastSegment === totalSegments - 1;
  const flags = [
    contents === 'schema' ? '--schema-only' : undefined,
    where === undefined ? undefined : `--where ${where.join(' ')}`,
    attributes === undefined ? undefined : `--attributes ${attributes.join(',')}`,
    limit === undefined ? undefined : `--limit ${limit}`,
    isAllSegments ? undefined : `--segment-range ${firstSegment}-${lastSegment}`,
  ].filter((flag) => flag !== undefined);
  return flags.length === 0 ? undefined : flags;
}

import type { DumpRequest } from './dump-request.ts';

/**
 * The flags because of which a complete dump has only a part of the table's items, or of their attributes; `undefined`
 * when it has them all.
 */
export function partFlags(request: DumpRequest): readonly string[] | undefined {
  const { attributes, contents, firstSegment, lastSegment, limit, where } = request;
  const flags = [
    contents === 'schema' ? '--schema-only' : undefined,
    where === undefined ? undefined : `--where ${where.join(' ')}`,
    attributes === undefined ? undefined : `--attributes ${attributes.join(',')}`,
    limit === undefined ? undefined : `--limit ${limit}`,
    isPartOfSegments(request) ? `--segment-range ${firstSegment}-${lastSegment}` : undefined,
  ].filter((flag) => flag !== undefined);
  return flags.length === 0 ? undefined : flags;
}

/** The dump is one share of several, to be merged with the others. */
export function isPartOfSegments({
  firstSegment,
  lastSegment,
  totalSegments,
}: Pick<DumpRequest, 'firstSegment' | 'lastSegment' | 'totalSegments'>): boolean {
  return firstSegment > 0 || lastSegment < totalSegments - 1;
}

import { DIFFERENCES, type Difference } from './differences.ts';

/** The parts of `docs/local.md` that are made of {@link DIFFERENCES}, by the name in their marks. */
export function differenceTables(): Record<string, string> {
  const own = DIFFERENCES.filter(({ engines }) => engines.dynoxide !== undefined);
  return {
    'remaining differences': table(
      '`autodyne local`',
      own.filter(({ twin }) => twin !== 'as AWS'),
    ),
    'corrected differences': table(
      'the engine by itself',
      own.filter(({ twin }) => twin === 'as AWS'),
    ),
  };
}

function table(who: string, differences: readonly Difference[]): string {
  const rows = differences.map(({ id, aws, engines, reason, inWords }) =>
    [id, inWords?.aws ?? aws, inWords?.engine ?? engines.dynoxide ?? '', inWords?.why ?? reason]
      .map(cell)
      .join(' | '),
  );
  return [`what | DynamoDB in AWS | ${who} | why`, '--- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n');
}

/** A bar would end the cell, and messages of DynamoDB can contain one. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').trim();
}

import { countOf, countText } from '../../lib/errors/count-text.ts';
import type { ChangeEvent } from '../../lib/indexes/change-indexes.ts';
import { changedIndex } from '../../lib/indexes/index-request.ts';
import type { IndexSample, LeftOutReason } from '../../lib/indexes/index-sample.ts';
import type { IndexSpec } from '../../lib/indexes/index-spec.ts';
import { requestUnits } from '../../lib/usage/unit-meter.ts';
import { cleanText } from './clean-text.ts';

/** `undefined` for a step that the progress line already shows. */
export function changeText({ change, what }: ChangeEvent): string | undefined {
  const name = changedIndex(change);
  const texts = {
    already: change.kind === 'create' ? `${name}: already exists` : `${name}: already deleted`,
    sent: change.kind === 'create' ? `${name}: creation requested` : `${name}: deletion requested`,
    'table busy': `${name}: waiting for another change of the table to finish`,
    done: undefined,
  };
  return texts[what];
}

/** The result of sampling items for a new index: items that it cannot contain, and the cost of backfilling it. */
export function sampleLines(spec: IndexSpec, sample: IndexSample): string[] {
  const { sampledItems, isWhole, tableItems, backfillWriteUnits } = sample;
  const of = isWhole ? 'all' : `of about ${countText(tableItems)}`;
  const units = requestUnits({ read: 0, write: backfillWriteUnits });
  return [
    `${spec.name}: checked ${countOf(sampledItems, 'item')} (${of})`,
    ...sample.leftOut.map(({ attribute, reason, items }) =>
      cleanText(`  ${countText(items)} ${leftOutText(spec, attribute, reason)}`),
    ),
    `  backfilling it will consume about ${countOf(backfillWriteUnits, 'write unit')} (${countOf(units, 'request unit')})`,
  ];
}

function leftOutText(spec: IndexSpec, attribute: string, reason: LeftOutReason): string {
  const type = [...spec.partitionKeys, ...spec.sortKeys].find((key) => key.name === attribute)?.type;
  const refused = 'will not be in the index; DynamoDB will refuse them when written again';
  switch (reason) {
    case 'missing':
      return `without "${attribute}": will not be in the index`;
    case 'wrong type':
      return `with "${attribute}" of a type other than ${type}: ${refused}`;
    case 'empty':
      return `with an empty "${attribute}": ${refused}`;
    case 'too long':
      return `with a "${attribute}" too long for a key: ${refused}`;
  }
}

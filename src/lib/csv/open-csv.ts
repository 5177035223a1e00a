import { MAX_HELD_BYTES, type ManyItems } from '../items/elements/read-items.ts';
import { SourceFindings } from '../items/elements/source-findings.ts';
import { HeldInput, type TextInput } from '../items/elements/text-input.ts';
import { checkCsvTypes, csvItems } from './csv-items.ts';
import type { CsvReading } from './csv-reading.ts';

/** The items of CSV, and the columns that were not given a type and hold strings. */
export interface CsvInput extends ManyItems {
  readonly strings: readonly string[];
}

/**
 * Opens an input of CSV. All of it is looked at first, if it can be read twice or is not too long to be held; otherwise
 * each row on its turn.
 * @throws AutodyneError `InvalidInput` naming file, line and column, here or while the items are gone through
 */
export async function openCsvItems(
  input: TextInput,
  reading: CsvReading,
  sourceTable: string | undefined,
): Promise<CsvInput> {
  const { name } = input;
  const findings = new SourceFindings(sourceTable);
  findings.wants(undefined, name);
  const held = new HeldInput(input);
  const once = held.chunks();
  const first = await once.next();
  await held.hold(MAX_HELD_BYTES);
  const { isRepeatable } = held;
  if (isRepeatable) await once.return();
  const strings = isRepeatable ? await checkCsvTypes(() => held.chunks(), name, reading) : [];
  return {
    kind: 'many',
    isRepeatable,
    findings,
    strings,
    async *items() {
      const chunks = isRepeatable ? held.chunks() : following(first, once);
      const checked = { ...reading, isChecked: isRepeatable };
      for await (const items of csvItems(chunks, name, checked, findings))
        for (const { item, line } of items) yield { item, location: `${name}:${line}` };
    },
  };
}

async function* following(
  first: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

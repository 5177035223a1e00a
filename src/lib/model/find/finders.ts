import type { RecordClass } from '../definition/model-definition.ts';
import { usedModel } from '../record/prepare-class.ts';
import { findRecord } from './find-records.ts';
import { RecordChain } from './record-chain.ts';

/** Gives a class `findByCity` and `findAllByCity`, for each of these fields. Those of a whole key are a GetItem. */
export function defineFinders(recordClass: RecordClass, fieldNames: Iterable<string>): void {
  for (const name of fieldNames) {
    const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    define(recordClass, `findBy${capital}`, async function (this: RecordClass, value: unknown) {
      const model = usedModel(this);
      const isKey = model.partitionKey.name === name && model.sortKey === undefined;
      if (isKey) return findRecord(model, value, { raiseError: false });
      return new RecordChain(model).where({ [name]: value }).first();
    });
    define(recordClass, `findAllBy${capital}`, async function (this: RecordClass, value: unknown) {
      return new RecordChain(usedModel(this)).where({ [name]: value }).all();
    });
  }
}

/** A static member that the class has already, or that the app gives it later, wins. */
function define(
  recordClass: RecordClass,
  name: string,
  finder: (this: RecordClass, value: unknown) => Promise<unknown>,
): void {
  if (name in recordClass) return;
  Object.defineProperty(recordClass, name, {
    value: finder,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

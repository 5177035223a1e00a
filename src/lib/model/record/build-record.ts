import type { RecordClass } from '../definition/model-definition.ts';
import { definitionBySti, recordClassOf } from '../definition/registry.ts';
import { usedModel } from './prepare-class.ts';

/** A new record of a class, or of the one below it that the input's inheritance field names. */
export function buildRecord(recordClass: RecordClass, input: Readonly<Record<string, unknown>>): object {
  const { definition, inheritance } = usedModel(recordClass);
  const stiName = inheritance === undefined ? undefined : input[inheritance.name];
  const named = typeof stiName === 'string' ? definitionBySti(definition, stiName) : undefined;
  const own = named === undefined || named === definition ? recordClass : recordClassOf(named);
  return new (own as unknown as new (input: Readonly<Record<string, unknown>>) => object)(input);
}

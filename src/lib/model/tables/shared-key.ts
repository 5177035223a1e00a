import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { KeySchema } from '../../items/keys/key-schema.ts';

/** A model of the one table, as far as the table's key concerns it. */
interface SharingModel {
  readonly name: string;
  /** The name of its partition key's field. */
  readonly partitionKey: string;
  /** Its other fields. */
  readonly fields: readonly { readonly name: string; readonly attribute: string }[];
}

/** @throws AutodyneError `InvalidModel` where a model cannot live in a table with such a key, beside others */
export function checkSharedKey(
  tableName: string,
  { partitionKey, sortKey }: KeySchema,
  model: SharingModel,
): void {
  if (sortKey !== undefined || partitionKey.type !== 'S') {
    const what = sortKey === undefined ? 'its partition key is no string' : 'it has a sort key';
    throw new AutodyneError('InvalidModel', `table "${tableName}" cannot be shared by models: ${what}`, {
      suggestions: [`give ${model.name} the table alone: table: { name: '${tableName}' }`],
      details: { model: model.name },
    });
  }
  const other = model.fields.find(({ attribute }) => attribute === partitionKey.name);
  if (other === undefined) return;
  throw new AutodyneError(
    'InvalidModel',
    `${model.name}.${other.name} is stored as "${partitionKey.name}", which is the partition key of table "${tableName}"`,
    {
      suggestions: [`store it under another name: attr: '…'; the key is ${model.name}.${model.partitionKey}`],
      details: { model: model.name, field: other.name },
    },
  );
}

import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { keyIdentity } from '../../items/keys/key-of.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { SerializedWrite } from '../../items/write/chunk-writes.ts';
import { requestJson } from '../../wire/request-body.ts';
import { rememberRecord } from '../record/identity-map.ts';
import { jsonOfText } from '../record/item-text.ts';
import { type PackedItem, packItem, unpackItem } from '../record/packed-item.ts';
import { stateOf } from '../record/record-core.ts';
import type { TextWriter } from '../record/text-packer.ts';

/** The put of a new record in a batch. Until it is written, the record and it hold one string between them. */
export class ImportedPut implements SerializedWrite {
  readonly key: string;
  readonly sizeBytes: number;
  readonly #record: object;
  readonly #packed: PackedItem;

  constructor(record: object, item: Item, keyNames: readonly string[], writer: TextWriter) {
    const state = stateOf(record);
    this.#record = record;
    this.#packed = writer.write(item) ?? packItem(state.model, item);
    this.key = keyIdentity(item, keyNames);
    this.sizeBytes = this.json.length;
    state.takePrepared(this.#packed);
  }

  get json(): string {
    const { fields } = stateOf(this.#record).model;
    const packed = this.#packed;
    return typeof packed === 'string'
      ? `{"PutRequest":{"Item":${jsonOfText(packed, fields.length)}}}`
      : Buffer.from(requestJson(this.request)).toString('latin1');
  }

  get request(): WriteRequest {
    return { PutRequest: { Item: unpackItem(stateOf(this.#record).model, this.#packed) } };
  }

  /** Notes that the item is in the table. */
  markWritten(): void {
    stateOf(this.#record).takeWritten(this.#packed);
    rememberRecord(this.#record);
  }
}

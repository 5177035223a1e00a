import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import type { GivenByField } from './given-by-field.ts';
import type { ItemText } from './item-text.ts';
import { bareValue, type PackedItem, packedValue, packItem, unpackItem } from './packed-item.ts';

/** In {@link RecordState.values}: not looked at yet, so that it is still what the table holds. */
export const UNREAD: unique symbol = Symbol('unread');

/** Members that few records have, so that the others need no memory for them. */
export class RecordExtras {
  /** Values as they were given, before they were cast. */
  given: GivenByField | undefined = undefined;
  /** Defaults of attributes that the item does not have, by position; they count as stored. */
  defaults: Map<number, AttributeValue | undefined> | undefined = undefined;
  /** Made by the class's getters, by their names. */
  associations: Map<string, object> | undefined = undefined;
  /** The errors of the last validation. */
  errors: object | undefined = undefined;
  /** The item before the last write; undefined where there was none. What the write changed is told when somebody asks. */
  beforeWrite: PackedItem | undefined = undefined;
  /** The item after the last write; undefined where nothing was written. */
  afterWrite: PackedItem | undefined = undefined;
}

/** For records of which nothing was read or written. Never changed. */
const NO_VALUES: unknown[] = [];

/**
 * What a record is inside. Its item stays as it came; each value is decoded when it is first read, and kept. The item is
 * thereby also what changes are found by: a value is changed if it would be stored as something else.
 */
export class RecordState {
  readonly model: Model;
  #packed: PackedItem | undefined;
  /** By the field's position; empty until something is read or written. */
  values: unknown[] = NO_VALUES;
  /** False for a record that was never saved. */
  isStored: boolean;
  isDestroyed = false;
  extras: RecordExtras | undefined = undefined;

  /** @param item as it came; undefined for a record that was never saved */
  constructor(model: Model, item: Item | ItemText | undefined) {
    this.model = model;
    this.#packed = typeof item === 'object' ? packItem(model, item) : item;
    this.isStored = item !== undefined;
  }

  /**
   * The item as the table has it, with attributes that the model does not know; undefined for a record that was never saved.
   * A new object each time.
   */
  get stored(): Item | undefined {
    return this.#packed === undefined || !this.isStored ? undefined : unpackItem(this.model, this.#packed);
  }

  set stored(item: Item | undefined) {
    this.#packed = item && packItem(this.model, item);
    this.isStored = item !== undefined;
  }

  /**
   * Takes the item that is about to be written of a record that nobody has seen yet. From now on its values are those of the
   * item, so that thousands that wait for their turn hold nothing else.
   */
  takePrepared(item: PackedItem): void {
    this.#packed = item;
    this.values = NO_VALUES;
    if (this.extras !== undefined) this.extras.given = undefined;
  }

  /** The item of {@link takePrepared}, until it is written. */
  get prepared(): PackedItem | undefined {
    return this.isStored ? undefined : this.#packed;
  }

  /** Takes the item as a write made it, and remembers the one before. */
  takeWritten(after: PackedItem): void {
    this.extras ??= new RecordExtras();
    this.extras.beforeWrite = this.isStored ? this.#packed : undefined;
    this.extras.afterWrite = after;
    this.#packed = after;
    this.isStored = true;
  }

  /** The bare value of a field whose type keeps values as they are; undefined where it is stored as another type. */
  verbatimAt(field: ModelField): unknown {
    return this.#packed === undefined ? undefined : bareValue(this.model, this.#packed, field);
  }

  /** One attribute of {@link stored}. */
  storedAt(field: ModelField): AttributeValue | undefined {
    return this.#packed === undefined ? undefined : packedValue(this.model, this.#packed, field);
  }
}

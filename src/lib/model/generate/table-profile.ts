import { type AttributeValue, getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { COMPANION_MODEL, MODEL_ATTRIBUTE } from '../definition/model.ts';
import { isBlankStored, ValueProfile } from './value-profile.ts';

/** An attribute as the sampled items of a model have it. */
export class AttributeProfile {
  readonly values = new ValueProfile();
  /** Items that have it, and not blank. */
  filledItems = 0;
  /** The same, by the value of the item's attribute `type`; `undefined` for items without. */
  readonly filledByType = new Map<string | undefined, number>();

  add(value: AttributeValue, type: string | undefined): void {
    this.values.add(value);
    const filled = isBlankStored(value) ? 0 : 1;
    this.filledItems += filled;
    this.filledByType.set(type, (this.filledByType.get(type) ?? 0) + filled);
  }
}

/** The sampled items of one model. */
export class ModelProfile {
  readonly name: string;
  items = 0;
  readonly attributes = new Map<string, AttributeProfile>();
  /** Items by the value of their attribute `type`. */
  readonly itemsByType = new Map<string | undefined, number>();
  /** Names of fields with companions in the sample. */
  readonly uniqueFields = new Set<string>();
  /** All ids begin with the model's name and `#`. */
  hasIdPrefix = true;

  constructor(name: string) {
    this.name = name;
  }

  add(item: Item, partitionKey: string): void {
    const type = getAttribute(item, 'type')?.S;
    this.items += 1;
    this.itemsByType.set(type, (this.itemsByType.get(type) ?? 0) + 1);
    this.hasIdPrefix &&= getAttribute(item, partitionKey)?.S?.startsWith(`${this.name}#`) === true;
    for (const [name, value] of Object.entries(item)) {
      const profile = this.attributes.get(name) ?? new AttributeProfile();
      this.attributes.set(name, profile);
      profile.add(value, type);
    }
  }
}

/** A sample of a table, item by item: of each, nothing stays but counts. */
export class TableProfile {
  readonly #partitionKey: string;
  readonly #models = new Map<string, ModelProfile>();
  readonly #companionIds = new Set<string>();
  /** All items that are no companions, as those of one model. */
  readonly whole: ModelProfile;
  sampledItems = 0;
  /** Items that no model wrote. */
  itemsOfNone = 0;

  /** @param name of the model of a table whose items do not say whose they are */
  constructor(partitionKey: string, name: string) {
    this.#partitionKey = partitionKey;
    this.whole = new ModelProfile(name);
  }

  add(item: Item): void {
    this.sampledItems += 1;
    const name = getAttribute(item, MODEL_ATTRIBUTE)?.S;
    if (name === COMPANION_MODEL) {
      this.#addCompanion(item);
      return;
    }
    this.whole.add(item, this.#partitionKey);
    if (name === undefined || name === '') {
      this.itemsOfNone += 1;
      return;
    }
    const model = this.#models.get(name) ?? new ModelProfile(name);
    this.#models.set(name, model);
    model.add(item, this.#partitionKey);
  }

  /** Sorted by name. */
  models(): ModelProfile[] {
    const models = [...this.#models.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const model of models) {
      const prefix = `${COMPANION_MODEL}#${model.name}#`;
      for (const id of this.#companionIds) {
        if (id.startsWith(prefix)) model.uniqueFields.add(id.slice(prefix.length));
      }
    }
    return models;
  }

  /** `_unique#User#email#VALUE` says that `email` is a unique field of User. */
  #addCompanion(item: Item): void {
    const parts = getAttribute(item, this.#partitionKey)?.S?.split('#') ?? [];
    if (parts.length >= 4) this.#companionIds.add(parts.slice(0, 3).join('#'));
  }
}

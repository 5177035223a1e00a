import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { castValue, dumpValue } from '../record/attributes.ts';
import { changeableField, dumpGiven, storeAction } from './field-actions.ts';
import type { GivenBlock, GivenValues } from './update-record.ts';

type Noted =
  | { readonly kind: 'set'; readonly given: unknown }
  | { readonly kind: 'remove' }
  | { readonly kind: 'add' | 'delete'; readonly value: unknown };

/** Of several changes to one field, that of the first kind here is made: DynamoDB takes one for each attribute. */
const ORDER = ['set', 'remove', 'delete', 'add'] as const;

/** Notes the changes that a block asks for: what the block of `update` is given. */
export class NotedChanges {
  readonly #model: Model;
  readonly #noted = new Map<ModelField, Noted>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** The fields that are changed. */
  get fields(): ReadonlySet<ModelField> {
    return new Set(this.#noted.keys());
  }

  set(values: GivenValues): this {
    for (const [field, given] of this.#given(values)) this.#note(field, { kind: 'set', given });
    return this;
  }

  add(values: GivenValues): this {
    for (const [field, given] of this.#given(values)) {
      const value = castValue(this.#model, field, addend(this.#model, field, given));
      if (value !== null) this.#note(field, { kind: 'add', value });
    }
    return this;
  }

  /** Adds to numbers alone. @throws AutodyneError `InvalidValue` for other fields */
  count(values: GivenValues): this {
    for (const [field] of this.#given(values)) {
      if (!isCounter(field)) throw notOf(this.#model, field, 'it cannot be counted in', 'a number');
    }
    return this.add(values);
  }

  delete(what: string | GivenValues): this {
    if (typeof what === 'string') return this.remove(what);
    for (const [field, given] of this.#given(what)) {
      if (!isSet(field)) throw notOf(this.#model, field, 'elements cannot be deleted from it', 'a set');
      const value = castValue(this.#model, field, elements(given));
      if (value !== null) this.#note(field, { kind: 'delete', value });
    }
    return this;
  }

  remove(...names: string[]): this {
    for (const name of names) this.#note(changeableField(this.#model, name), { kind: 'remove' });
    return this;
  }

  /** The changes as UpdateItem makes them. @throws DocumentNotValid where a required key of an index would go */
  actions(): UpdateAction[] {
    return [...this.#noted].flatMap(([field, noted]): UpdateAction[] => {
      if (noted.kind === 'remove') return [storeAction(this.#model, field, undefined)];
      if (noted.kind === 'set')
        return [storeAction(this.#model, field, dumpGiven(this.#model, field, noted.given))];
      const value = dumpValue(this.#model, field, noted.value);
      return value === undefined ? [] : [changeWithin(field, noted.kind, value)];
    });
  }

  *#given(values: GivenValues): Iterable<[ModelField, unknown]> {
    for (const [name, given] of Object.entries(values)) {
      if (given !== undefined) yield [changeableField(this.#model, name), given];
    }
  }

  #note(field: ModelField, noted: Noted): void {
    const before = this.#noted.get(field);
    if (before === undefined) {
      this.#noted.set(field, noted);
      return;
    }
    if (before.kind === noted.kind && (noted.kind === 'add' || noted.kind === 'delete')) {
      const value = together(this.#model, field, (before as typeof noted).value, noted.value);
      this.#noted.set(field, { ...noted, value });
    } else if (ORDER.indexOf(noted.kind) <= ORDER.indexOf(before.kind)) this.#noted.set(field, noted);
  }
}

/** The changes that a block asks for. */
export function noteChanges(model: Model, block: GivenBlock): NotedChanges {
  const noted = new NotedChanges(model);
  block(noted as never);
  return noted;
}

function changeWithin(field: ModelField, kind: 'add' | 'delete', value: AttributeValue): UpdateAction {
  const path = [field.attribute];
  return value.L === undefined ? { kind, path, value } : { kind: 'append', path, value: { L: value.L } };
}

function isSet({ spec }: ModelField): boolean {
  return spec.type === 'set';
}

/** What is added to a field: a number, or elements. @throws AutodyneError `InvalidValue` for a field of another type */
function addend(model: Model, field: ModelField, given: unknown): unknown {
  if (isSet(field) || field.spec.type === 'array') return elements(given);
  if (isCounter(field)) return given;
  throw notOf(model, field, 'nothing can be added to it', 'a number, a set or an array');
}

/** True for fields whose values are numbers that can be added to. */
function isCounter({ spec, type }: ModelField): boolean {
  return ['integer', 'number', 'bigint', 'decimal', 'custom'].includes(spec.type) && type.keyType === 'N';
}

function notOf(model: Model, field: ModelField, problem: string, needed: string): AutodyneError {
  return new AutodyneError(
    'InvalidValue',
    `${model.name}.${field.name} is ${field.type.name}, so ${problem}: it would have to be ${needed}`,
    { details: { model: model.name, field: field.name } },
  );
}

/** One element, or each of several. Text and bytes are one. */
function elements(given: unknown): unknown {
  const isOne =
    typeof given !== 'object' || given === null || given instanceof Uint8Array || !(Symbol.iterator in given);
  return isOne ? [given] : given;
}

/** Two changes of the same kind as one. */
function together(model: Model, field: ModelField, first: unknown, second: unknown): unknown {
  const sum = Number(first) + Number(second);
  if (typeof first === 'number' && Number.isSafeInteger(first) && Number.isSafeInteger(sum)) return sum;
  if (typeof first === 'bigint' && typeof second === 'bigint') return first + second;
  if (first instanceof Set && second instanceof Set) return new Set([...first, ...second]);
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  throw new AutodyneError('InvalidValue', `${model.name}.${field.name} is changed twice in one update`, {
    details: { model: model.name, field: field.name },
  });
}

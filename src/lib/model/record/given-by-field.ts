import type { ModelField } from '../definition/model.ts';

const NOT_GIVEN = Symbol('not given');

/**
 * What an app gave for the fields of one record. (A `Map` for each of many new records takes five times the memory, and the
 * collector's time with it.)
 */
export class GivenByField {
  readonly #values: unknown[];
  #count = 0;

  constructor(fieldCount: number) {
    this.#values = new Array(fieldCount).fill(NOT_GIVEN);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  has({ position }: ModelField): boolean {
    return this.#values[position] !== NOT_GIVEN;
  }

  get({ position }: ModelField): unknown {
    const value = this.#values[position];
    return value === NOT_GIVEN ? undefined : value;
  }

  set(field: ModelField, value: unknown): void {
    if (!this.has(field)) this.#count += 1;
    this.#values[field.position] = value;
  }

  delete(field: ModelField): void {
    if (this.has(field)) this.#count -= 1;
    this.#values[field.position] = NOT_GIVEN;
  }
}

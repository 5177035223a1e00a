import { type InspectOptionsStylized, inspect } from 'node:util';
import type { ChangePair } from '../types/record-types.ts';
import { assignValues } from './assign.ts';
import { fieldNamed, readValue } from './attributes.ts';
import { changesByName, fieldChange, fieldChanges, valueBefore } from './changes.ts';
import { previousChanges } from './mark-written.ts';
import { RecordCore, stateOf } from './record-core.ts';
import { attributesBeforeTypeCast, isNew, isPersisted, isSameRecord, restoreValues } from './record-life.ts';
import { attributesOf, inspectRecord, toJson } from './shown-record.ts';

/** The members of a record that need the record alone: life, changes, attributes, and how it is shown. None sends a request. */
export abstract class RecordMembers extends RecordCore {
  get isNewRecord(): boolean {
    return isNew(stateOf(this));
  }
  get isPersisted(): boolean {
    return isPersisted(stateOf(this));
  }
  get isDestroyed(): boolean {
    return stateOf(this).isDestroyed;
  }
  get isChanged(): boolean {
    return fieldChanges(stateOf(this)).length > 0;
  }
  get changedNames(): string[] {
    return fieldChanges(stateOf(this)).map(({ field }) => field.name);
  }
  get changes(): Record<string, ChangePair<unknown>> {
    return changesByName(stateOf(this));
  }
  get previousChanges(): Readonly<Record<string, ChangePair<unknown>>> {
    return previousChanges(stateOf(this));
  }
  changed(name: string): boolean {
    const state = stateOf(this);
    return fieldChange(state, fieldNamed(state.model, name)) !== undefined;
  }
  was(name: string): unknown {
    const state = stateOf(this);
    return valueBefore(state, fieldNamed(state.model, name));
  }
  restore(...names: string[]): this {
    restoreValues(stateOf(this), names);
    return this;
  }

  get attributes(): Record<string, unknown> {
    return attributesOf(stateOf(this));
  }
  get attributesBeforeTypeCast(): Record<string, unknown> {
    return attributesBeforeTypeCast(stateOf(this));
  }
  readAttribute(name: string): unknown {
    const state = stateOf(this);
    return readValue(state, fieldNamed(state.model, name).position);
  }
  writeAttribute(name: string, value: unknown): this {
    assignValues(stateOf(this), { [name]: value ?? null });
    return this;
  }
  readAttributeBeforeTypeCast(name: string): unknown {
    return attributesBeforeTypeCast(stateOf(this))[name] ?? null;
  }
  isSameRecord(other: unknown): boolean {
    return isSameRecord(stateOf(this), other);
  }
  toJSON(): Record<string, unknown> {
    return toJson(stateOf(this));
  }
  [inspect.custom](depth: number, options: InspectOptionsStylized): string {
    return inspectRecord(stateOf(this), this.constructor.name, depth, options);
  }

  assign(values: Readonly<Record<string, unknown>>): this {
    assignValues(stateOf(this), values);
    return this;
  }
}

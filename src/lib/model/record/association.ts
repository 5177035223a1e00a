import type { RecordClass } from '../definition/model-definition.ts';
import { definitionNamed, recordClassOf } from '../definition/registry.ts';
import type { Association } from '../types/association-types.ts';
import { extrasOf } from './attributes.ts';
import { stateOf } from './record-core.ts';
import type { RecordState } from './record-state.ts';

export interface AssociationOptions {
  inverseOf?: string;
  foreignKey?: string;
}

/** A class, when it is asked for, or the name of its model. */
export type AssociationTarget = (() => unknown) | string;

/**
 * What a getter of a class says that its records relate to. The getter's name is learned by calling it on an empty record,
 * see `prepareClass`.
 */
export class AssociationDeclaration implements Omit<Association<unknown>, 'reset'> {
  /** The record that it is of. */
  readonly record: object;
  readonly kind: Association<unknown>['kind'];
  readonly inverseOf: string | undefined;
  readonly foreignKey: string | undefined;
  name = '';
  readonly #target: AssociationTarget;

  constructor(
    record: object,
    kind: Association<unknown>['kind'],
    target: AssociationTarget,
    options: AssociationOptions = {},
  ) {
    this.record = record;
    this.kind = kind;
    this.#target = target;
    this.inverseOf = options.inverseOf;
    this.foreignKey = options.foreignKey;
  }

  get owner(): RecordState {
    return stateOf(this.record);
  }

  /** The class that it leads to. @throws AutodyneError `SubclassNotFound` for the name of a model that is not known (yet) */
  get target(): unknown {
    if (typeof this.#target === 'function') return this.#target();
    return recordClassOf(definitionNamed(this.#target, `${this.owner.model.name}.${this.name}`));
  }

  /** True if it names a model whose module need not be there before the association is used. */
  get isByName(): boolean {
    return typeof this.#target === 'string';
  }

  get targetClass(): RecordClass {
    return this.target as RecordClass;
  }
}

/** The association that a getter of this name gives: for each record the same one, every time. */
export function keptAssociation(state: RecordState, name: string, get: () => unknown): unknown {
  const known = state.extras?.associations?.get(name);
  if (known !== undefined) return known;
  const made = get();
  if (!(made instanceof AssociationDeclaration)) return made;
  made.name = name;
  const extras = extrasOf(state);
  extras.associations ??= new Map();
  extras.associations.set(name, made);
  return made;
}

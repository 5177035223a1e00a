import type { Association } from '../types/association-types.ts';
import { extrasOf } from './attributes.ts';
import type { RecordState } from './record-state.ts';

export interface AssociationOptions {
  inverseOf?: string;
  foreignKey?: string;
}

/**
 * What a getter of a class says that its records relate to. The getter's name is learned by calling it on an empty record,
 * see `prepareClass`.
 */
export class AssociationDeclaration implements Association<unknown> {
  /** The record that it is of. */
  readonly owner: RecordState;
  readonly kind: Association<unknown>['kind'];
  readonly inverseOf: string | undefined;
  readonly foreignKey: string | undefined;
  name = '';
  readonly #target: () => unknown;

  constructor(
    owner: RecordState,
    kind: Association<unknown>['kind'],
    target: () => unknown,
    options: AssociationOptions = {},
  ) {
    this.owner = owner;
    this.kind = kind;
    this.#target = target;
    this.inverseOf = options.inverseOf;
    this.foreignKey = options.foreignKey;
  }

  /** The class that it leads to. */
  get target(): unknown {
    return this.#target();
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

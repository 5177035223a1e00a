import type { Association } from '../types/association-types.ts';
import type { RecordState } from './record-state.ts';

export interface AssociationOptions {
  inverseOf?: string;
  foreignKey?: string;
}

/** What an association getter of a record gives. Its name is learned by calling the class's getters on a probe. */
export class AssociationDeclaration {
  readonly owner: RecordState;
  readonly kind: Association<unknown>['kind'];
  readonly inverseOf: string | undefined;
  readonly foreignKey: string | undefined;
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

  get target(): unknown {
    return this.#target();
  }
}

import type { Definition, NamesOf } from './definition-types.ts';

/** A relation between two models, declared by a getter of the class. */
export interface Association<C> {
  /** The getter's name. */
  readonly name: string;
  readonly kind: 'hasMany' | 'hasOne' | 'belongsTo' | 'hasAndBelongsToMany';
  readonly target: C;
  readonly inverseOf: string | undefined;
  readonly foreignKey: string | undefined;
}

/** Many records of another class. */
export interface ManyAssociation<C> extends Association<C> {
  readonly kind: 'hasMany' | 'hasAndBelongsToMany';
}

/** One record of another class. */
export interface OneAssociation<C> extends Association<C> {
  readonly kind: 'hasOne' | 'belongsTo';
}

type InstanceNames<C> = C extends abstract new (...args: never) => infer I ? keyof I & string : never;

/** Type parameters are unconstrained: a bound would have the compiler resolve two classes by each other. */
export interface AssociationMethods<D extends Definition> {
  hasMany<C>(
    target: () => C,
    options?: { inverseOf?: InstanceNames<C>; foreignKey?: string },
  ): ManyAssociation<C>;
  hasOne<C>(
    target: () => C,
    options?: { inverseOf?: InstanceNames<C>; foreignKey?: string },
  ): OneAssociation<C>;
  belongsTo<C>(
    target: () => C,
    options?: { inverseOf?: InstanceNames<C>; foreignKey?: NamesOf<D> },
  ): OneAssociation<C>;
  hasAndBelongsToMany<C>(target: () => C, options?: { inverseOf?: InstanceNames<C> }): ManyAssociation<C>;
}

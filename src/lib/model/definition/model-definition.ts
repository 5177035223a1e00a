import type { FieldSpec } from '../fields/field-spec.ts';
import type { ExpiresSpec, GlobalIndexSpec, LocalIndexSpec, TableSpec } from '../types/definition-types.ts';
import type { HookName, NextHook } from '../types/hook-types.ts';
import type { RecordValidator, Rule, ValidationOptions } from '../types/validation-types.ts';

/** A class of records at run time: what `defineModel` gave, or the app's own that extends it. */
export type RecordClass = (abstract new (input?: never) => object) & { readonly prototype: object };

/** The options of `defineModel` that a base model and its subclasses share. */
export interface FamilySpec {
  readonly table: TableSpec<string>;
  readonly sortKey: string | undefined;
  readonly timestamps: boolean | undefined;
  readonly globalIndexes: readonly GlobalIndexSpec<string, string, string>[];
  readonly localIndexes: readonly LocalIndexSpec<string, string, string>[];
  readonly expires: ExpiresSpec<string> | undefined;
  readonly inheritanceField: string | undefined;
  readonly naming: 'camel' | 'snake' | undefined;
  readonly idPrefix: string;
}

/** What an app registered, to be called with a record; an around hook gets `next` too. */
export type Hook = (record: never, next?: NextHook) => unknown;

/** A rule, and what it looks at. */
export interface DeclaredRule {
  readonly name: string;
  readonly rule: Rule<never>;
  /** False for any property of the app's class. */
  readonly isOfField: boolean;
}

/** An app's own look at a whole record. */
export interface RegisteredValidator {
  readonly validator: RecordValidator<never>;
  readonly options: ValidationOptions<never>;
}

/** One model as it was declared; the same whatever the settings are. */
export interface ModelDefinition {
  readonly name: string;
  /** The value of the inheritance field. */
  readonly stiName: string;
  readonly family: FamilySpec;
  /** Of a subclass: the model above it. */
  readonly parent: ModelDefinition | undefined;
  readonly children: ModelDefinition[];
  /** All fields by name, in the order in which records have them: keys, the parent's, its own, timestamps last. */
  readonly fields: ReadonlyMap<string, FieldSpec>;
  /** Fields of a subclass that the model above has already, and which models declare them there. */
  readonly redeclared: ReadonlyMap<string, string>;
  /** Registered for this class, and not for one above it; in the order of their registration. */
  readonly hooks: Map<HookName, readonly Hook[]>;
  /** Of fields, and of other properties of the class, by their names; registered as hooks are. */
  readonly rules: DeclaredRule[];
  readonly validators: RegisteredValidator[];
  /** The class that `defineModel` or `subclass` gave. */
  readonly definedClass: RecordClass;
  /** The class that records are made of, once something used it: the app's own, which extends {@link definedClass}. */
  recordClass: RecordClass | undefined;
}

/** The model at the top: the one whose name `_model` holds. */
export function baseOf(definition: ModelDefinition): ModelDefinition {
  return definition.parent === undefined ? definition : baseOf(definition.parent);
}

/** A model and all below it. */
export function familyOf(definition: ModelDefinition): ModelDefinition[] {
  return [definition, ...definition.children.flatMap(familyOf)];
}

import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Hook, ModelDefinition, RecordClass } from '../definition/model-definition.ts';
import { declaredBy } from '../definition/resolve-model.ts';
import type { HookName } from '../types/hook-types.ts';

const HOOK_NAMES: readonly HookName[] = [
  'beforeValidation',
  'afterValidation',
  'beforeSave',
  'aroundSave',
  'afterSave',
  'beforeCreate',
  'aroundCreate',
  'afterCreate',
  'beforeUpdate',
  'aroundUpdate',
  'afterUpdate',
  'beforeDestroy',
  'aroundDestroy',
  'afterDestroy',
  'afterInitialize',
  'afterFind',
  'afterTouch',
  'afterCommit',
  'afterRollback',
];

/** Gives the class that all models extend its static methods `beforeSave` and the like. */
export function defineHookMethods(target: object): void {
  for (const name of HOOK_NAMES) {
    const value = function (this: RecordClass, hook: unknown): void {
      addHook(this, name, hook);
    };
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }
}

/** @throws AutodyneError `InvalidModel` for what is no function */
function addHook(recordClass: RecordClass, name: HookName, hook: unknown): void {
  const { hooks, name: model } = declaredBy(recordClass);
  if (typeof hook !== 'function') {
    throw new AutodyneError(
      'InvalidModel',
      `${model}.${name} takes a function, and was given ${typeof hook}`,
      {
        suggestions: [`${model}.${name}((record) => { … })`],
        details: { model },
      },
    );
  }
  hooks.set(name, [...(hooks.get(name) ?? []), hook as Hook]);
}

const NONE: readonly Hook[] = [];

/** The hooks of a class in the order in which they are called: those of the classes above first. */
export function hooksOf({ hooks, parent }: ModelDefinition, name: HookName): readonly Hook[] {
  const own = hooks.get(name) ?? NONE;
  if (parent === undefined) return own;
  const above = hooksOf(parent, name);
  return own.length === 0 ? above : [...above, ...own];
}

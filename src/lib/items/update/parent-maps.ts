import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributeCondition, attributeNotExists, type Condition } from '../conditions/condition.ts';
import { pathsProblem } from '../expressions/distinct-paths.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import { type AttributeValue, type Item, newItem } from '../values/attribute-value.ts';
import { actionEffects } from './action-effects.ts';
import { flagOf, type UpdateAction } from './update-action.ts';

/** The changes that go into maps which are absent make them: with their values in them, each as one value. */
export interface WithParentMaps {
  actions: UpdateAction[];
  /** Hold as long as the item is as it was seen. */
  conditions: Condition[];
  /** The maps that are made, the outer ones first. */
  made: AttributePath[];
}

/** Changes that put something where there was nothing. */
function needsParents({ kind, path }: UpdateAction): boolean {
  return path.length > 1 && kind !== 'remove' && kind !== 'delete';
}

/** The conditions under which whatever is changed inside a map or list is inside one that is there. */
export function parentConditions(actions: readonly UpdateAction[]): Condition[] {
  const parents = actions.filter(needsParents).map(({ path }) => path);
  const texts = new Map(parents.map((path) => [formatAttributePath(path.slice(0, -1)), path]));
  return [...texts].map(([arg, path]) => ({
    arg,
    parts: [
      'attribute_type(',
      { path: path.slice(0, -1) },
      ', ',
      { value: { S: typeForStep(path.at(-1)) } },
      ')',
    ],
  }));
}

/** A name is looked up in a map, a position in a list. */
function typeForStep(step: string | number | undefined): 'L' | 'M' {
  return typeof step === 'number' ? 'L' : 'M';
}

/**
 * The same changes for an item as it was seen: those inside a map that is absent are one change, which sets that map.
 * @throws AutodyneError `InvalidInput` where a parent is no map, or would be a list; `InvalidUsage` where changes overlap
 */
export function withParentMaps(actions: readonly UpdateAction[], item: Item): WithParentMaps {
  const problem = pathsProblem(actions.map(({ path }) => path));
  if (problem !== undefined) throw new AutodyneError('InvalidUsage', problem);
  const groups = new Map<string, { top: AttributePath; inside: UpdateAction[] }>();
  const others: UpdateAction[] = [];
  for (const action of actions) {
    const top = needsParents(action) ? absentParent(action, item) : undefined;
    if (top === undefined) {
      others.push(action);
      continue;
    }
    const name = formatAttributePath(top);
    const group = groups.get(name) ?? { top, inside: [] };
    group.inside.push(action);
    groups.set(name, group);
  }
  const made = new Map<string, AttributePath>();
  const conditions: Condition[] = [];
  const sets = [...groups.values()].map(({ top, inside }): UpdateAction => {
    const tree: AttributeValue.MMember = { M: newItem() };
    for (const action of inside) {
      put(tree, action.path.slice(top.length), valueMade(action, item));
      for (let length = top.length; length < action.path.length; length += 1) {
        const map = action.path.slice(0, length);
        made.set(formatAttributePath(map), map);
      }
      if (action.kind === 'copy') conditions.push(asSeen(action.from, item));
    }
    conditions.push(isAbsent(top));
    return { kind: 'set', path: top, value: tree };
  });
  return { actions: [...others, ...sets], conditions, made: [...made.values()] };
}

/** The outermost parent that is absent; `undefined` when all are there. */
function absentParent(action: UpdateAction, item: Item): AttributePath | undefined {
  const { path } = action;
  for (let length = 1; length < path.length; length += 1) {
    const parent = path.slice(0, length);
    const type = typeForStep(path[length]);
    const now = valueAtPath(item, parent);
    if (now === undefined) {
      // From here on there are maps only.
      const list = path.findIndex((step, index) => index >= length - 1 && typeof step === 'number');
      if (list === -1) return parent;
      throw listWanted(action, path.slice(0, list));
    }
    if (now[type] === undefined) throw notOfType(action, parent, now, type);
  }
  return undefined;
}

function listWanted(action: UpdateAction, list: AttributePath): AutodyneError {
  const name = formatAttributePath(list);
  const isThere = `there is no ${formatAttributePath(action.path.slice(0, list.length + 1))}`;
  return new AutodyneError(
    'InvalidInput',
    `${flagOf(action)} ${formatAttributePath(action.path)}: ${isThere}, and only maps can be made for it`,
    { suggestions: [`to add an element to the list: --append ${argWithJson(name, '[JSON]')}`] },
  );
}

function notOfType(
  action: UpdateAction,
  parent: AttributePath,
  now: AttributeValue,
  type: 'L' | 'M',
): AutodyneError {
  const name = formatAttributePath(parent);
  const wanted = describeType(type);
  return new AutodyneError(
    'InvalidInput',
    `nothing was changed: ${name} is ${describeType(Object.keys(now)[0] ?? '')} and not ${wanted}, so ${flagOf(action)} cannot change ${formatAttributePath(action.path)} in it`,
    {
      suggestions: [`to replace it with ${wanted}: --set ${argWithJson(name, type === 'M' ? '{…}' : '[…]')}`],
    },
  );
}

/** The value that a change makes where there is nothing. */
function valueMade(action: UpdateAction, item: Item): AttributeValue {
  const [effect] = actionEffects([action], item);
  if (effect?.after === undefined) throw new Error(`${action.kind} makes nothing`);
  return effect.after;
}

function put(tree: AttributeValue.MMember, path: AttributePath, value: AttributeValue): void {
  const [step, ...inner] = path;
  const name = String(step);
  if (inner.length === 0) {
    tree.M[name] = value;
    return;
  }
  const there = tree.M[name];
  const map: AttributeValue.MMember = there?.M === undefined ? { M: newItem() } : there;
  tree.M[name] = map;
  put(map, inner, value);
}

function isAbsent(path: AttributePath): AttributeCondition {
  return { ...attributeNotExists(''), path };
}

function asSeen(path: AttributePath, item: Item): AttributeCondition {
  const value = valueAtPath(item, path);
  return {
    path,
    operator: value === undefined ? 'not_exists' : 'eq',
    operands: value === undefined ? [] : [value],
  };
}

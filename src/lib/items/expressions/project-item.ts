import type { AttributePath } from '../attribute-path.ts';
import { type AttributeValue, getAttribute, type Item, newItem } from '../attribute-value.ts';
import { invalidExpression } from './expression-error.ts';
import { pathFacts } from './operand-rules.ts';

/** What to keep of a value: all of it, or some members or elements, each with what to keep of it. */
type Projection = 'whole' | Map<string | number, Projection>;

/**
 * The function that cuts items down to the attributes asked for, as DynamoDB answers them: elements of a list make
 * a list of their own, in their order; what is not there leaves nothing behind.
 * @throws AutodyneError `InvalidUsage` for paths of which one is in another, which DynamoDB refuses.
 */
export function projector(paths: readonly AttributePath[]): (item: Item) => Item {
  const projection: Projection = new Map();
  for (const [index, path] of paths.entries()) add(projection, path, paths.slice(0, index));
  return (item) => projectMembers(item, projection) ?? newItem();
}

function add(
  root: Map<string | number, Projection>,
  path: AttributePath,
  before: readonly AttributePath[],
): void {
  let members = root;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    const known = members.get(step);
    if (known === 'whole' || (known !== undefined && isLast)) throw overlap(path, before);
    if ([...members.keys()].some((other) => typeof other !== typeof step)) throw conflict(path, before);
    const inner: Projection = known ?? (isLast ? 'whole' : new Map());
    members.set(step, inner);
    if (inner !== 'whole') members = inner;
  }
}

function overlap(path: AttributePath, before: readonly AttributePath[]): Error {
  const isPrefix = (short: AttributePath, long: AttributePath): boolean =>
    short.every((step, index) => step === long[index]);
  const other = before.find((one) => isPrefix(one, path) || isPrefix(path, one)) ?? path;
  return refused('overlap', other, path);
}

function conflict(path: AttributePath, before: readonly AttributePath[]): Error {
  return refused('conflict', before.find(([first]) => first === path[0]) ?? path, path);
}

function refused(verb: string, one: AttributePath, two: AttributePath): Error {
  const paths = `path one: ${pathFacts(one)}, path two: ${pathFacts(two)}`;
  return invalidExpression(
    'ProjectionExpression',
    `Two document paths ${verb} with each other; must remove or rewrite one of these paths; ${paths}`,
  );
}

function project(value: AttributeValue, projection: Projection): AttributeValue | undefined {
  if (projection === 'whole') return value;
  if (value.M !== undefined) {
    const M = projectMembers(value.M, projection);
    return M && { M };
  }
  if (value.L === undefined) return undefined;
  const L = value.L.flatMap((element, index) => {
    const inner = projection.get(index);
    return (inner && project(element, inner)) ?? [];
  });
  return L.length === 0 ? undefined : { L };
}

function projectMembers(members: Item, projection: Map<string | number, Projection>): Item | undefined {
  const kept = newItem();
  for (const [name, inner] of projection) {
    const member = typeof name === 'string' ? getAttribute(members, name) : undefined;
    const value = member && project(member, inner);
    if (value !== undefined) kept[String(name)] = value;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

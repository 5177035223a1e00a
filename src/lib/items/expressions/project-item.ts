import type { AttributePath } from '../keys/attribute-path.ts';
import { type AttributeValue, getAttribute, type Item, newItem } from '../values/attribute-value.ts';
import { pathsProblem } from './distinct-paths.ts';
import { invalidExpression } from './expression-error.ts';

/** The part of a value to keep: all of it, or some members or elements, each with the part of it to keep. */
type Projection = 'whole' | Map<string | number, Projection>;

/**
 * The function that cuts items down to the attributes asked for, as DynamoDB returns them: elements of a list make
 * a list of their own, in their order; what is not there leaves nothing behind.
 * @throws AutodyneError `InvalidUsage` for paths of which one is in another, which DynamoDB refuses.
 */
export function projector(paths: readonly AttributePath[]): (item: Item) => Item {
  const problem = pathsProblem(paths);
  if (problem !== undefined) throw invalidExpression('ProjectionExpression', problem);
  const projection: Projection = new Map();
  for (const path of paths) add(projection, path);
  return (item) => projectMembers(item, projection) ?? newItem();
}

function add(root: Map<string | number, Projection>, path: AttributePath): void {
  let members = root;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    const inner: Projection = members.get(step) ?? (isLast ? 'whole' : new Map());
    members.set(step, inner);
    if (inner !== 'whole') members = inner;
  }
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

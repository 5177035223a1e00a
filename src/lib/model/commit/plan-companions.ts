import { attributeExists, attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import type { TransactionWrite } from '../../items/write/transact-write.ts';
import { COMPANION_MODEL, MODEL_ATTRIBUTE, type Model } from '../definition/model.ts';
import { OWNER_ATTRIBUTE } from '../definition/unique-fields.ts';
import { type Companion, companionItem } from '../tables/companion.ts';
import { asSeenConditions, companionChanges, type ItemWrite, itemAfter } from './item-write.ts';

/** A write, or what it does to a companion. */
export type PlannedPart =
  | { readonly kind: 'write'; readonly index: number }
  | { readonly kind: 'free'; readonly id: string }
  /** `isHeld`: the record has the value already, and only when it expires changes. */
  | {
      readonly kind: 'claim';
      readonly index: number;
      readonly companion: Companion;
      readonly isHeld: boolean;
    }
  /** Of records whose companions are taken over: they must be without those values still. */
  | { readonly kind: 'orphans'; readonly index: number };

/** Facts about companions that canceled transactions told. */
export interface CompanionFacts {
  /** Those that nobody has a right to any more, and the owner that each names. */
  readonly orphaned: ReadonlyMap<string, AttributeValue | undefined>;
  /** Those that are another record's: not to be touched. */
  readonly others: ReadonlySet<string>;
}

export interface TransactionPlan {
  readonly actions: readonly TransactionWrite[];
  /** The purpose of each action. */
  readonly parts: readonly PlannedPart[];
  /** A value that two of the writes want. */
  readonly clash: Extract<PlannedPart, { kind: 'claim' }> | undefined;
}

/** The actions of some writes, and of their companions, in one transaction. */
export function planTransaction(
  writes: readonly ItemWrite[],
  known: readonly (Item | null | undefined)[],
  { orphaned, others }: CompanionFacts,
): TransactionPlan {
  const claims = new Map<string, Extract<PlannedPart, { kind: 'claim' }>>();
  const freed = new Map<string, number>();
  let clash: TransactionPlan['clash'];
  const extra = writes.map((): Condition[] => []);
  const unchanged = writes.map((write, index): readonly Condition[] => {
    const seen = known[index];
    if (seen === undefined) return [];
    const changes = companionChanges(write, seen ?? undefined, itemAfter(write, seen ?? undefined));
    for (const { id } of changes.freed) if (!others.has(id)) freed.set(id, index);
    for (const { isHeld, ...companion } of changes.claimed) {
      if (isHeld && others.has(companion.id)) continue;
      const claim = { kind: 'claim', index, companion, isHeld } as const;
      if (claims.has(companion.id)) clash ??= claim;
      claims.set(companion.id, claim);
    }
    return asSeenConditions(write.model, seen ?? undefined);
  });
  const plan: { action: TransactionWrite; part: PlannedPart }[] = [];
  const checks = new Map<string, { action: Extract<TransactionWrite, { kind: 'check' }>; index: number }>();
  for (const [id, claim] of claims) {
    const write = at(writes, claim.index);
    const by = freed.get(id);
    const from = by === undefined ? orphaned.get(id) : keyValue(at(writes, by));
    const isTaken = by !== undefined || orphaned.has(id);
    plan.push({
      action: claimAction(write, claim.companion, known[claim.index], from, isTaken),
      part: claim,
    });
    freed.delete(id);
    if (by !== undefined || from?.S === undefined || from.S === keyValue(write)?.S) continue;
    const conditions = [isWithout(write.model, claim.companion)];
    const other = writes.findIndex((one) => one.tableName === write.tableName && keyValue(one)?.S === from.S);
    if (other !== -1) extra[other]?.push(...conditions);
    else {
      const key = { [write.model.partitionKey.attribute]: from };
      const before = checks.get(from.S)?.action.conditions ?? [];
      checks.set(from.S, {
        action: {
          kind: 'check',
          tableName: write.tableName,
          key,
          conditions: [...before, ...conditions],
        },
        index: claim.index,
      });
    }
  }
  for (const [id, index] of freed) {
    const { model, tableName, key } = at(writes, index);
    const companionKey = { [model.partitionKey.attribute]: { S: id } };
    const conditions = [isOwnedOrAbsent(model, key[model.partitionKey.attribute])];
    plan.push({
      action: { kind: 'delete', tableName, key: companionKey, conditions },
      part: { kind: 'free', id },
    });
  }
  for (const { action, index } of checks.values()) plan.push({ action, part: { kind: 'orphans', index } });
  const primaries = writes.map((write, index) => ({
    action: primaryAction(write, [...(unchanged[index] ?? []), ...(extra[index] ?? [])]),
    part: { kind: 'write', index } as const,
  }));
  const all = [...primaries, ...plan];
  return { actions: all.map(({ action }) => action), parts: all.map(({ part }) => part), clash };
}

function primaryAction(write: ItemWrite, more: readonly Condition[]): TransactionWrite {
  const { tableName, key, model } = write;
  const conditions = [...write.conditions, ...more];
  if (write.kind === 'put') {
    return { kind: 'put', tableName, item: write.item, keyNames: Object.keys(key), conditions };
  }
  if (write.kind === 'delete') return { kind: 'delete', tableName, key, conditions };
  const mustExist = attributeExists(model.partitionKey.attribute);
  return {
    kind: 'update',
    tableName,
    key,
    actions: write.actions,
    conditions: write.isUpsert ? conditions : [mustExist, ...conditions],
  };
}

function claimAction(
  write: ItemWrite,
  { id }: Companion,
  known: Item | null | undefined,
  from: AttributeValue | undefined,
  isTaken: boolean,
): TransactionWrite {
  const { model, tableName, key } = write;
  const name = model.partitionKey.attribute;
  const owner = { ...itemAfter(write, known ?? undefined), ...key };
  const conditions = [isOwnedOrAbsent(model, isTaken ? from : key[name])];
  return { kind: 'put', tableName, item: companionItem(model, id, owner), keyNames: [name], conditions };
}

/** Holds where there is no companion, or it names this owner; or none, if that is what was found. */
function isOwnedOrAbsent(model: Model, owner: AttributeValue | undefined): Condition {
  return {
    anyOf: [
      attributeNotExists(model.partitionKey.attribute),
      {
        allOf: [
          { path: [MODEL_ATTRIBUTE], operator: 'eq', operands: [{ S: COMPANION_MODEL }] },
          owner === undefined
            ? attributeNotExists(OWNER_ATTRIBUTE)
            : { path: [OWNER_ATTRIBUTE], operator: 'eq', operands: [owner] },
        ],
      },
    ],
  };
}

/** Holds for an item that is not there, is not of the model, or has another value. */
function isWithout(model: Model, { field, value }: Companion): Condition {
  return {
    anyOf: [
      attributeNotExists(model.partitionKey.attribute),
      { path: [MODEL_ATTRIBUTE], operator: 'ne', operands: [{ S: model.baseName }] },
      { path: [field.attribute], operator: 'ne', operands: [value] },
    ],
  };
}

function keyValue({ key, model }: ItemWrite): AttributeValue | undefined {
  return key[model.partitionKey.attribute];
}

function at(writes: readonly ItemWrite[], index: number): ItemWrite {
  const write = writes[index];
  if (write === undefined) throw new TypeError('a write of the transaction');
  return write;
}

import { closest } from '../../../lib/errors/closest.ts';
import { countOf, countText } from '../../../lib/errors/count-text.ts';
import { shortValueText } from '../../../lib/items/json/short-value-text.ts';
import { type AttributePath, formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { ActionEffect } from '../../../lib/items/update/action-effects.ts';
import { differingNames } from '../../../lib/items/update/item-changes.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';
import { equalValues } from '../../../lib/items/values/equal-values.ts';

/** The lines that tell what an update changed, as `status: paid → shipped`. `item` is the item before it. */
export function changeNotes(effects: readonly ActionEffect[], item: Item): string[] {
  return effects.map((effect) => `  ${formatAttributePath(effect.path)}: ${effectText(effect, item)}`);
}

/** The lines that tell which maps an update made to have its changes in. */
export function madeNotes(paths: readonly AttributePath[]): string[] {
  return paths.map((path) => `  ${formatAttributePath(path)}: a map was made, since there was none`);
}

function effectText(effect: ActionEffect, item: Item): string {
  const { kind, before, after } = effect;
  if (before === undefined) {
    return after === undefined ? `there was none${nearName(effect, item)}` : `${shortValueText(after)} (new)`;
  }
  if (kind === 'append' || kind === 'prepend') {
    const length = countOf(after?.L?.length ?? 0, 'element');
    const end = kind === 'append' ? 'end' : 'start';
    return `${elementsText(effect.moved)} added at the ${end} of the list, which has ${length} now`;
  }
  if (kind === 'set-if-absent') return `stays ${shortValueText(before)}`;
  if ((kind === 'add' && before.N === undefined) || kind === 'delete') return setText(effect);
  if (after === undefined) return `removed, was ${shortValueText(before)}`;
  if (equalValues(before, after)) return `was ${shortValueText(before)} already`;
  return `${shortValueText(before)} → ${shortValueText(after)}`;
}

function nearName({ path }: ActionEffect, item: Item): string {
  const near = path.length === 1 ? closest(String(path[0]), Object.keys(item)) : undefined;
  return near === undefined ? '' : `; did you mean "${formatAttributePath([near])}"?`;
}

/** Of a set the elements that came or went, since it can have many others. */
function setText({ kind, after, moved, idle }: ActionEffect): string {
  const [done, without] = kind === 'add' ? ['added', 'was there already'] : ['deleted', 'was not there'];
  return [
    ...(moved.length === 0 ? [] : [`${elementsText(moved)} ${done}`]),
    ...(idle.length === 0 ? [] : [`${elementsText(idle)} ${without}`]),
    ...(after === undefined ? ['the set was emptied, and so removed'] : []),
  ].join('; ');
}

function elementsText(elements: readonly AttributeValue[]): string {
  return elements.map(shortValueText).join(', ');
}

/** The note on a transaction that was made: `transaction done: 2 puts, 1 check`. */
export function transactionNote(targets: readonly { kind: string }[]): string {
  const kinds = [...new Set(targets.map(({ kind }) => kind))];
  const counts = kinds.map((kind) => countOf(targets.filter((target) => target.kind === kind).length, kind));
  return `transaction done: ${counts.join(', ')}`;
}

/** More names are counted. */
const MOST_NAMES = 5;

/** The note on the item that a put replaced: how many attributes it had, and which of them are gone or differ. */
export function replacedNote(old: Item, now: Item): string {
  const names = differingNames(old, now).sort();
  if (names.length === 0) return '  it replaced the same item';
  const gone = names.filter((name) => !Object.hasOwn(now, name));
  const changed = names.filter((name) => Object.hasOwn(now, name) && Object.hasOwn(old, name));
  const counts = `${countOf(Object.keys(old).length, 'attribute')} before, ${countText(Object.keys(now).length)} now`;
  return `  it replaced an item: ${[counts, ...namesText('gone', gone), ...namesText('changed', changed)].join('; ')}`;
}

function namesText(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MOST_NAMES).map((name) => formatAttributePath([name]));
  const others = names.length - shown.length;
  return [`${what}: ${shown.join(', ')}${others === 0 ? '' : ` and ${countText(others)} more`}`];
}

import { useState } from 'preact/hooks';
import type { TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { VisibleText } from '../page/visible-text.tsx';
import { keyOfItem, previewText, shownAttributes } from '../values/typed-values.ts';
import { ValueTree } from '../values/value-tree.tsx';
import { useVirtualRows } from './use-virtual-rows.ts';

const ROW_HEIGHT = 40;

interface Props {
  facts: TableFacts;
  items: readonly TypedItem[];
  onOpen: (item: TypedItem) => void;
  onNearEnd: () => void;
}

/** Items one below the other, each of which can be unfolded into its attributes with their types. */
export function ItemsTree({ facts, items, onOpen, onNearEnd }: Props) {
  const { scroller, rows, before, after, measure } = useVirtualRows(items.length, ROW_HEIGHT);
  const [unfolded, setUnfolded] = useState<ReadonlySet<TypedItem>>(new Set(items.slice(0, 1)));

  function toggle(item: TypedItem): void {
    const next = new Set(unfolded);
    if (!next.delete(item)) next.add(item);
    setUnfolded(next);
  }

  function onScroll(event: Event & { currentTarget: HTMLElement }): void {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    if (scrollTop > 0 && scrollTop + clientHeight > scrollHeight - 400) onNearEnd();
  }

  return (
    <div ref={scroller} class="scroller tree-scroller" onScroll={onScroll} data-scroller="rows">
      <div style={{ height: `${before}px` }} />
      <ul class="item-list" aria-label="Items">
        {rows.map(({ index }) => {
          const item = items[index];
          if (item === undefined) return null;
          const isUnfolded = unfolded.has(item);
          return (
            <li key={index} ref={measure} data-index={index}>
              <div class="item-line">
                <button type="button" class="fold" aria-expanded={isUnfolded} onClick={() => toggle(item)}>
                  <VisibleText text={previewText({ M: keyOfItem(item, facts) ?? item })} />
                </button>
                <button type="button" class="link" onClick={() => onOpen(item)}>
                  Open
                </button>
              </div>
              {isUnfolded ? <ValueTree members={shownAttributes(item, facts)} /> : null}
            </li>
          );
        })}
      </ul>
      <div style={{ height: `${after}px` }} />
    </div>
  );
}

import { sum } from 'd3-array';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { amountText } from '../page/number-text.ts';
import { VisibleText, visibleText } from '../page/visible-text.tsx';
import { ownMember, previewText, typeAndContent } from '../values/typed-values.ts';
import { columnsOf } from './columns.ts';
import { type SortOrder, sortItems } from './sort-items.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const ROW_HEIGHT = 34;
/** The head, both borders, and a scroll bar. */
const HEAD_HEIGHT = 52;

interface Props {
  facts: TableFacts;
  items: readonly TypedItem[];
  onOpen: (item: TypedItem) => void;
  /** The reader has scrolled near the last row. */
  onNearEnd: () => void;
}

/** Items as a table of which only the rows in sight are drawn. Arrow keys go from row to row, Enter opens an item. */
export function ItemsTable({ facts, items, onOpen, onNearEnd }: Props) {
  const [order, setOrder] = useState<SortOrder | undefined>();
  const columns = useMemo(() => columnsOf(items, facts), [items, facts]);
  const sorted = useMemo(() => sortItems(items, order), [items, order]);
  const { scroller, rows, before, after, scrollTo } = useVirtualRows(sorted.length, ROW_HEIGHT);
  const [active, setActive] = useState(0);
  const focusIsDue = useRef(false);

  // The row may be drawn only after the scrolling that the arrow key caused.
  useEffect(() => {
    if (!focusIsDue.current) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-row="${active}"]`);
    if (!button) return;
    focusIsDue.current = false;
    button.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent): void {
    const last = sorted.length - 1;
    const steps: Record<string, number> = {
      ArrowUp: active - 1,
      ArrowDown: active + 1,
      PageUp: active - 12,
      PageDown: active + 12,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last, next));
    setActive(index);
    focusIsDue.current = true;
    scrollTo(index);
  }

  function onScroll(event: Event & { currentTarget: HTMLElement }): void {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    if (scrollTop > 0 && scrollTop + clientHeight > scrollHeight - 12 * ROW_HEIGHT) onNearEnd();
  }

  return (
    <>
      <div
        ref={scroller}
        class="scroller"
        style={{ height: `${HEAD_HEIGHT + sorted.length * ROW_HEIGHT}px` }}
        onScroll={onScroll}
        data-scroller="rows"
      >
        <table
          class="items"
          style={{ minWidth: `${sum(columns.widths)}px` }}
          aria-rowcount={sorted.length + 1}
          aria-label="Items"
        >
          <colgroup>
            {columns.widths.map((width, at) => (
              <col key={columns.names[at]} style={{ width: `${width}px` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.names.map((name) => (
                <ColumnHead
                  key={name}
                  {...{ name, order }}
                  isNumber={columns.numbers.has(name)}
                  onOrder={setOrder}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 ? <Gap height={before} width={columns.names.length} /> : null}
            {rows.map(({ index }) => {
              const item = sorted[index];
              return item === undefined ? null : (
                <ItemRow
                  key={index}
                  {...{ item, index }}
                  names={columns.names}
                  isActive={index === Math.min(active, sorted.length - 1)}
                  onKeyDown={onKeyDown}
                  onOpen={() => {
                    setActive(index);
                    onOpen(item);
                  }}
                />
              );
            })}
            {after > 0 ? <Gap height={after} width={columns.names.length} /> : null}
          </tbody>
        </table>
      </div>
      {order === undefined ? null : (
        <p class="note">
          Sorted by <VisibleText text={order.name} />: only the {amountText(items.length, 'item')} that were
          read, not the whole table.{' '}
          <button type="button" class="link" onClick={() => setOrder(undefined)}>
            Original order
          </button>
        </p>
      )}
      {columns.hidden.length === 0 ? null : (
        <p class="note">
          {amountText(columns.hidden.length, 'more attribute')}; to see them, open an item:{' '}
          <VisibleText text={columns.hidden.slice(0, 8).join(', ')} />
          {columns.hidden.length > 8 ? ', …' : ''}
        </p>
      )}
    </>
  );
}

interface ColumnHeadProps {
  name: string;
  isNumber: boolean;
  order: SortOrder | undefined;
  onOrder: (order: SortOrder | undefined) => void;
}

function ColumnHead({ name, isNumber, order, onOrder }: ColumnHeadProps) {
  const direction = order?.name === name ? order.direction : undefined;
  const next = direction === 'ascending' ? 'descending' : 'ascending';
  return (
    <th scope="col" class={isNumber ? 'number' : undefined} aria-sort={direction ?? 'none'}>
      <button type="button" onClick={() => onOrder({ name, direction: next })}>
        <VisibleText text={name} />
        <span class="sort-mark" aria-hidden="true">
          {direction === undefined ? '' : direction === 'ascending' ? '↑' : '↓'}
        </span>
      </button>
    </th>
  );
}

interface ItemRowProps {
  item: TypedItem;
  index: number;
  names: readonly string[];
  isActive: boolean;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function ItemRow({ item, index, names, isActive, onOpen, onKeyDown }: ItemRowProps) {
  return (
    // Its first cell has a button; a click beside it is for the mouse.
    <tr aria-rowindex={index + 2} class="item-row" onClick={onOpen}>
      {names.map((name, at) => {
        const value = ownMember(item, name);
        if (at > 0) return <Cell key={name} value={value} />;
        const text = value === undefined ? '(no key)' : previewText(value);
        return (
          <th key={name} scope="row">
            <button
              type="button"
              class="link"
              data-row={index}
              tabIndex={isActive ? 0 : -1}
              aria-label={`Open item ${visibleText(text)}`}
              onKeyDown={onKeyDown}
            >
              <VisibleText text={text} />
            </button>
          </th>
        );
      })}
    </tr>
  );
}

function Cell({ value }: { value: TypedItem[string] | undefined }) {
  if (value === undefined) return <td class="absent" />;
  const [type] = typeAndContent(value);
  return (
    <td class={`value-${type}`}>
      <VisibleText text={previewText(value)} />
    </td>
  );
}

function Gap({ height, width }: { height: number; width: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that is no row of the data, and takes no focus
    <tr class="gap" aria-hidden="true">
      <td colSpan={width} style={{ height: `${height}px` }} />
    </tr>
  );
}

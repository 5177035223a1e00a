import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows beyond both edges of the window, so that a scroll shows no gap. */
const OVERSCAN = 8;

export interface VirtualRows {
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly VirtualItem[];
  /** Pixels above the first and below the last of the rows. */
  before: number;
  after: number;
  /** For a row whose height is not known before it is drawn; it has its number in `data-index`. */
  measure(element: Element | null): void;
  /** Makes a row one of those that are drawn. */
  scrollTo(index: number): void;
}

/** The few of `count` rows that can be seen, of `height` pixels each or so. */
export function useVirtualRows(count: number, height: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [, redraw] = useState({});
  const options: VirtualizerOptions<HTMLDivElement, Element> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    measureElement,
    // The height that the style sheet gives, so that the first drawing has rows.
    initialRect: { width: 0, height: 480 },
    onChange: () => redraw({}),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const rows = virtualizer.getVirtualItems();
  return {
    scroller,
    rows,
    before: rows[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0),
    measure: (element) => virtualizer.measureElement(element),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}

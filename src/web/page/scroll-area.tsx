import type { ComponentChildren } from 'preact';

interface Props {
  label: string;
  class?: string;
  children: ComponentChildren;
}

/** Content that can be wider or higher than its room. */
export function ScrollArea({ label, class: name = 'scroll', children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, what scrolls is reached by the Tab key
    <section class={name} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

import type { ComponentChild } from 'preact';

/**
 * What a browser would obey or not show at all: control characters, line separators, and format characters, among them those that
 * turn the direction of text round. The joiners of emoji and of Persian stay.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of an item, an error or a name, with such characters as escapes: for attributes of elements. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escapeOf);
}

/** The same as an element: escapes stand out from a backslash that was typed, and nothing turns what stands beside it round. */
export function VisibleText({ text }: { text: string }) {
  const parts: ComponentChild[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    if (index > end) parts.push(text.slice(end, index));
    parts.push(<span class="escape">{escapeOf(character)}</span>);
    end = index + character.length;
  }
  parts.push(text.slice(end));
  return <bdi>{parts}</bdi>;
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

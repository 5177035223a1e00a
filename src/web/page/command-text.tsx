import { useState } from 'preact/hooks';
import { VisibleText } from './visible-text.tsx';

/** A command as it can be typed, with a button that copies it. */
export function CommandText({ command }: { command: string }) {
  return (
    <span class="command">
      <code>
        <VisibleText text={command} />
      </code>
      <CopyButton text={command} what="the command" isSmall />
    </span>
  );
}

interface CopyButtonProps {
  text: string;
  /** Said to those who do not see what the button stands beside. */
  what: string;
  isSmall?: boolean;
}

export function CopyButton({ text, what, isSmall = false }: CopyButtonProps) {
  const [label, setLabel] = useState<'Copy' | 'Copied' | 'Cannot copy'>('Copy');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setLabel('Copied');
    } catch {
      setLabel('Cannot copy');
    }
  }
  return (
    <button
      type="button"
      class={isSmall ? 'small' : undefined}
      aria-label={`${label}: ${what}`}
      onClick={() => void copy()}
    >
      {label}
    </button>
  );
}

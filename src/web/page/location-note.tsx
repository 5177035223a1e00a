import type { ErrorLocation } from './error-location.ts';

/** The line of a text in which an error is, with a mark under the character. */
export function LocationNote({
  text,
  location: { line, column },
}: {
  text: string;
  location: ErrorLocation;
}) {
  const content = text.split('\n')[line - 1] ?? '';
  const from = Math.max(0, column - 60);
  return (
    <div class="location">
      <p>
        Line {line}, column {column}
      </p>
      <pre aria-hidden="true">
        {content.slice(from, column + 20)}
        {'\n'}
        {' '.repeat(column - 1 - from)}^
      </pre>
    </div>
  );
}

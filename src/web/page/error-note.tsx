import type { ApiError } from '../api/api-error.ts';
import { CommandText } from './command-text.tsx';
import { VisibleText } from './visible-text.tsx';

/** A refusal in the server's own sentence, with what can be done next. */
export function ErrorNote({ error }: { error: ApiError }) {
  return (
    <div class="error" role="alert">
      <p>
        <VisibleText text={error.message} />
      </p>
      {error.suggestions.length === 0 ? null : (
        <ul>
          {error.suggestions.map((suggestion) => (
            <li key={suggestion}>
              <Suggestion text={suggestion} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The command line ends a suggestion with the command to type, after a colon. */
function Suggestion({ text }: { text: string }) {
  const at = text.indexOf(': autodyne ');
  if (at === -1) return <VisibleText text={text} />;
  return (
    <>
      <VisibleText text={text.slice(0, at + 1)} /> <CommandText command={text.slice(at + 2)} />
    </>
  );
}

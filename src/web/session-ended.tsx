import type { ApiError } from './api/api-error.ts';
import { CommandText } from './page/command-text.tsx';
import { ErrorNote } from './page/error-note.tsx';

/** Instead of the page: why there is no session, and how to get one. */
export function SessionEnded({ error }: { error: ApiError | undefined }) {
  return (
    <main class="alone">
      <section class="card empty">
        <h1>
          {error === undefined || error.status === 401 ? 'This link is used up' : 'The table cannot be read'}
        </h1>
        {error === undefined || error.status === 401 ? (
          <p>
            A link opens the dashboard once, in one tab. Press Enter in the terminal where it runs for a new
            one, or run the command again:
          </p>
        ) : (
          <ErrorNote error={error} />
        )}
        <CommandText command="autodyne dashboard" />
      </section>
    </main>
  );
}

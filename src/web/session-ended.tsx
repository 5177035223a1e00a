import type { ApiError } from './api/api-error.ts';
import { ErrorNote } from './page/error-note.tsx';

/** Instead of the page: why there is no session, and how to get one. */
export function SessionEnded({ error }: { error: ApiError | undefined }) {
  const isUsed = error === undefined || error.status === 401;
  return (
    <main class="alone">
      <section class="card empty">
        <h1>{isUsed ? 'This link was already used' : 'The dashboard cannot be opened'}</h1>
        {isUsed ? (
          <p>
            Each link opens the dashboard once, in one tab. For a new link, press Enter in the terminal where{' '}
            <code>autodyne dashboard</code> runs, or run the command again.
          </p>
        ) : (
          <ErrorNote error={error} />
        )}
      </section>
    </main>
  );
}

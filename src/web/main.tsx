import { render } from 'preact';
import { ApiError } from './api/api-error.ts';
import { whenSessionEnds } from './api/call-api.ts';
import { closeSession, openSession } from './api/session.ts';
import { App } from './app.tsx';
import { SessionEnded } from './session-ended.tsx';
import { followHistory } from './state/address.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('index.html has no #app');
const page = root;

function showEnd(error?: ApiError): void {
  closeSession();
  render(<SessionEnded error={error} />, page);
}

whenSessionEnds(() => showEnd());
followHistory();
openSession().then(
  (session) => (session === undefined ? showEnd() : render(<App table={session.table} />, page)),
  (error: unknown) => showEnd(error instanceof ApiError ? error : undefined),
);

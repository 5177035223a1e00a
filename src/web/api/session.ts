import type { SessionRequest, SessionResponse, TableFacts } from '../../dashboard/api-types.ts';
import { parseJson } from '../../lib/json/parse-json.ts';
import { callApi, setSession } from './call-api.ts';

/** Each browser tab has a storage of its own: a second one must be opened by a link of its own. */
const STORAGE_NAME = 'autodyne-session';

/**
 * Exchanges the code in the address's fragment for a token, or takes the one that this tab has from before a reload. The
 * fragment is removed from the address before anything is sent.
 * @returns `undefined` if there is no session; whether it is still open shows with the first request
 * @throws ApiError `401` for a code that was used
 */
export async function openSession(): Promise<SessionResponse | undefined> {
  const code = takeCode();
  const session = code === null ? storedSession() : await newSession(code);
  setSession(session);
  return session;
}

/** Forgets a session that has ended. */
export function closeSession(): void {
  sessionStorage.removeItem(STORAGE_NAME);
  setSession(undefined);
}

/** Keeps the table as it is now, so that a reload draws it at once. */
export function keepTable(table: TableFacts): void {
  const session = storedSession();
  if (session !== undefined) store({ ...session, table });
}

async function newSession(code: string): Promise<SessionResponse> {
  const request: SessionRequest = { code };
  const session = await callApi<SessionResponse>('POST', '/api/session', request);
  store(session);
  return session;
}

function storedSession(): SessionResponse | undefined {
  const stored = sessionStorage.getItem(STORAGE_NAME);
  return stored === null ? undefined : (parseJson(stored) as SessionResponse);
}

function store({ token, table }: SessionResponse): void {
  sessionStorage.setItem(STORAGE_NAME, JSON.stringify({ token, table }));
}

function takeCode(): string | null {
  const { hash, pathname, search } = location;
  if (hash.length < 2) return null;
  history.replaceState(history.state, '', pathname + search);
  const fragment = hash.slice(1);
  return new URLSearchParams(fragment).get('code') ?? fragment;
}

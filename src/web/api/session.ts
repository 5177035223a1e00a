import type { SessionRequest, SessionResponse } from '../../dashboard/api-types.ts';
import { callApi, setToken } from './call-api.ts';

/** Each browser tab has a storage of its own: a second one must be opened by a link of its own. */
const STORAGE_NAME = 'autodyne-token';

/**
 * Exchanges the code in the address's fragment for a token, or takes the token that this tab has from before a reload. The
 * fragment is removed from the address before anything is sent.
 * @returns whether there is a session; whether it still lives shows with the first request
 * @throws ApiError `401` for a code that was used
 */
export async function openSession(): Promise<boolean> {
  const code = takeCode();
  if (code === null) {
    const token = sessionStorage.getItem(STORAGE_NAME);
    if (token !== null) setToken(token);
    return token !== null;
  }
  const request: SessionRequest = { code };
  const { token } = await callApi<SessionResponse>('POST', '/api/session', request);
  sessionStorage.setItem(STORAGE_NAME, token);
  setToken(token);
  return true;
}

/** Forgets the token of a session that has ended. */
export function closeSession(): void {
  sessionStorage.removeItem(STORAGE_NAME);
  setToken(undefined);
}

function takeCode(): string | null {
  const { hash, pathname, search } = location;
  if (hash.length < 2) return null;
  history.replaceState(history.state, '', pathname + search);
  const fragment = hash.slice(1);
  return new URLSearchParams(fragment).get('code') ?? fragment;
}

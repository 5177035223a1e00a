import type { ErrorBody, SessionResponse, UsedUnits } from '../../dashboard/api-types.ts';
import { parseJson } from '../../lib/json/parse-json.ts';
import { ApiError } from './api-error.ts';
import { addUsed } from './used-units.ts';

let session: SessionResponse | undefined;
let onSessionEnd: () => void = () => {};

/** The session whose token is sent with each request from now on. */
export function setSession(value: SessionResponse | undefined): void {
  session = value;
}

/** Called when the server no longer knows the token. */
export function whenSessionEnds(callback: () => void): void {
  onSessionEnd = callback;
}

const NOTHING: UsedUnits = { read: 0, write: 0, request: 0 };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Sends one request and reads its JSON; what it used is added to the page's own sum.
 * @throws ApiError for each response that is no success, and where none came
 */
export async function callApi<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await send(method, path, body, signal);
  const value = parseJson(await response.text()) as T & { units?: UsedUnits };
  addUsed(value.units ?? NOTHING, usedByAll(response));
  return value;
}

/** Sends one request, whose response is not read yet. @throws ApiError as `callApi` does */
export async function send(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      ...(session === undefined ? {} : { authorization: `Bearer ${session.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  const error = new ApiError(response.status, await errorBody(response));
  if (response.status === 401 && path !== '/api/session') onSessionEnd();
  throw error;
}

/** Used by all pages of this dashboard since its command started. */
function usedByAll(response: Response): UsedUnits | undefined {
  const header = response.headers.get('autodyne-used');
  return header === null ? undefined : (parseJson(header) as UsedUnits);
}

async function errorBody(response: Response): Promise<ErrorBody> {
  const text = await response.text();
  try {
    const body = parseJson(text) as ErrorBody;
    if (typeof body.error.message === 'string') return body;
  } catch {
    // No JSON: what came is shown as it is.
  }
  const message = `the dashboard's server sent status ${response.status}: ${text.slice(0, 200)}`;
  return { error: { code: 'Unexpected', message, suggestions: [] } };
}

function unreachable(): ApiError {
  const command = session?.table.commands.dashboard ?? 'autodyne dashboard';
  return new ApiError(0, {
    error: {
      code: 'Unreachable',
      message: 'the dashboard does not respond: its command is not running',
      suggestions: [`run it again, and open the link that it prints: ${command}`],
    },
  });
}

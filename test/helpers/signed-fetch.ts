import { type Signing, signRequest } from './sign-request.ts';

export interface PostAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Signs a POST to `url` and sends it; `sent` may then change what was signed. */
export async function signedPost(
  url: string,
  signing: Signing,
  sent: { headers?: Record<string, string>; body?: string } = {},
): Promise<PostAnswer> {
  const { host, pathname } = new URL(url);
  const { headers, body } = await signRequest({ ...signing, host, path: pathname });
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...(headers as Record<string, string>), ...sent.headers },
    body: sent.body ?? Buffer.from(body).toString(),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

import type { SigningKeys } from '../lib/proxy-client/signed-post.ts';

/**
 * A variable of a Lambda function's environment.
 * @throws Error where it is not set: the function's first invocation fails with it, and the log shows it.
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment has no ${name}`);
  return value;
}

/** The keys of the function's role, which Lambda keeps in its environment and renews. */
export function roleKeys(): SigningKeys {
  return {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  };
}

import type { SigningKeys } from '../lib/proxy-client/signed-post.ts';

/**
 * A variable of the environment of a Lambda function.
 * @throws Error if it is not set: the first invocation of the function fails, and the log shows why.
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment has no ${name}`);
  return value;
}

/** The keys of the role of the function. Lambda sets them in the environment and renews them, so do not cache them. */
export function roleKeys(): SigningKeys {
  return {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  };
}

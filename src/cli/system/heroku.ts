import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { AutodyneError, type ErrorCode } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { objectSchema } from '../../lib/json/json-schemas.ts';
import { parseJson } from '../../lib/json/parse-json.ts';
import type { Variables } from '../../lib/settings/env-file.ts';

/**
 * The config vars of an app, from the `heroku` command on PATH. They contain secrets: its stdout is never printed, only the
 * message on its stderr if it fails.
 * @throws AutodyneError `InvalidSettings` if there is no `heroku`; else by the reason of its failure.
 */
export async function herokuConfigVars(app: string): Promise<Variables> {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(app))
    throw new AutodyneError('InvalidUsage', `"${app}" is not a valid app name`);
  const { exitCode, stdout, stderr } = await runHeroku(['config', '--json', '--app', app]);
  if (exitCode !== 0) throw herokuFailure(app, stderr);
  const configVars = parseConfigVars(stdout);
  if (configVars === undefined) {
    throw new AutodyneError('Unexpected', `heroku did not print the config vars of app "${app}" as JSON`, {
      suggestions: ['update it: heroku update'],
    });
  }
  return configVars;
}

async function runHeroku(args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const child = spawn('heroku', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(cannotRun(error)));
    child.once('close', (code) => resolve(code ?? 1));
  });
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

function cannotRun(error: unknown): AutodyneError {
  const { code } = errorFacts(error);
  const message =
    code === 'ENOENT'
      ? 'the heroku command was not found on PATH'
      : `the heroku command cannot be run: ${code}`;
  return new AutodyneError('InvalidSettings', message, {
    cause: error,
    suggestions: [
      'install it: https://devcenter.heroku.com/articles/heroku-cli, or npm install --global heroku',
      "or copy the app's AUTODYNE_* config vars from its page at dashboard.heroku.com into .env",
    ],
  });
}

/** Messages of heroku, with our error code and next step for each. */
const FAILURES: readonly [ownText: RegExp, code: ErrorCode, suggestion: string][] = [
  [/credentials|not logged in|unauthorized|log ?in/i, 'CredentialsRefused', 'log in: heroku login'],
  [/couldn't find that app|not found/i, 'InvalidUsage', 'see your apps: heroku apps --all'],
  [/do not have access|forbidden|permission/i, 'AccessDenied', 'ask the owner of the app for access to it'],
];

function herokuFailure(app: string, stderr: string): AutodyneError {
  const ownText = ownMessage(stderr);
  const [, code, suggestion] = FAILURES.find(([pattern]) => pattern.test(ownText)) ?? [];
  return new AutodyneError(
    code ?? 'Unexpected',
    `heroku could not get the config vars of app "${app}": ${ownText || 'no reason given'}`,
    { suggestions: [suggestion ?? `run it yourself: heroku config --app ${app}`], details: { app } },
  );
}

/** Without the marks that heroku prints before each line, and without its warning to update. */
function ownMessage(stderr: string): string {
  return stderr
    .split('\n')
    .map((line) => line.replace(/^[\s›▸!]+/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('Warning:'))
    .join(' ')
    .replace(/^Error: /, '');
}

const configVarsSchema = v.pipe(objectSchema, v.record(v.string(), v.string()));

function parseConfigVars(stdout: string): Variables | undefined {
  try {
    return v.parse(configVarsSchema, parseJson(stdout));
  } catch {
    return undefined;
  }
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsInText, commandsOfPage } from './page-commands.ts';
import { IS_CAMPAIGN } from './rounds.ts';
import { Shell } from './shell.ts';

/** The AWS CLI takes a second for each command: it is asked by `npm run test:campaigns`, where it is installed. */
const ASKS_AWS = IS_CAMPAIGN && spawnSync('aws', ['--version']).error === undefined;

/**
 * Runs the commands of a page that users read, a test for each, in one folder: against the embedded engine, whose settings
 * are in the folder's `.env`, as a user has them.
 * @param prepare makes the files that the page takes for granted.
 */
export function describePage(
  url: URL,
  { local, prepare }: { local: string; prepare: (shell: Shell) => Promise<void> },
): void {
  const page = readFileSync(fileURLToPath(url), 'utf8');
  const commands = commandsOfPage(page);
  describe(basename(fileURLToPath(url)), () => {
    const shell = new Shell();
    beforeAll(async () => {
      await shell.run(`autodyne local --memory --port 0 --write-env ${local} &`);
      await prepare(shell);
    });
    afterAll(() => shell.close());

    for (const { command, exitCode, expected, sameAs } of commands) {
      test(`$ ${command}`, async () => {
        const run = await shell.runKept(command);
        expect(run.exitCode, run.lines.join('\n')).toBe(exitCode);
        if (expected !== undefined) expect(run.lines).toEqual(expected);
        if (sameAs !== undefined && ASKS_AWS) {
          const aws = await shell.run(`${awsSettings(shell.folder)} ${sameAs} --output json`);
          expect(printedJson(run.lines)).toEqual(printedJson(aws.lines));
        }
      });
    }

    test.each(commandsInText(page))('`%s` is run by the page', (named) => {
      expect(commands.some(({ command }) => command.startsWith(named))).toBe(true);
    });
  });
}

/** The settings of the folder, as assignments of the variables that the AWS CLI reads. */
function awsSettings(folder: string): string {
  const settings = parse(readFileSync(join(folder, '.env')));
  return [
    `AWS_ACCESS_KEY_ID='${settings['AUTODYNE_AWS_ACCESS_KEY_ID']}'`,
    `AWS_SECRET_ACCESS_KEY='${settings['AUTODYNE_AWS_SECRET_ACCESS_KEY']}'`,
    `AWS_DEFAULT_REGION='${settings['AUTODYNE_AWS_DEFAULT_REGION']}'`,
    `AWS_ENDPOINT_URL='${settings['AUTODYNE_ENDPOINT_URL']}'`,
  ].join(' ');
}

/** The JSON on stdout, without the member that the AWS CLI adds to pages; notes on stderr come before it. */
function printedJson(lines: readonly string[]): unknown {
  const json = JSON.parse(lines.slice(lines.indexOf('{')).join('\n')) as Record<string, unknown>;
  if (json['ConsumedCapacity'] === null) delete json['ConsumedCapacity'];
  return json;
}

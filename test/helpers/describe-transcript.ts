import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { HAS_TERMINALS } from './on-terminal.ts';
import { Shell } from './shell.ts';
import { matches, parseTranscript, renderTranscript, type Step, type StepRun } from './transcript.ts';

/** What a reader tries first is run by processes of its own, to the last command; of the others, what needs a shell. */
const FIRST_READ = ['README.md', 'first-steps.md'];

/** Those that are 80 columns wide, where they are on no terminal too. */
const NARROW = ['day.md'];

/** Runs a transcript, a test for each of its commands; with UPDATE=1 it is written anew, with what was really printed. */
export function describeTranscript(url: URL): void {
  const file = fileURLToPath(url);
  const pieces = parseTranscript(readFileSync(file, 'utf8'));
  const steps = pieces.flatMap((piece) => (piece.kind === 'step' ? [piece.step] : []));
  const isFirstRead = FIRST_READ.includes(basename(file));
  const runOf = ({ command, isOnTerminal, typed }: Step, shell: Shell): Promise<StepRun> => {
    if (isOnTerminal) return shell.runOnTerminal(command, typed);
    return isFirstRead ? shell.run(command) : shell.runKept(command);
  };
  describe(basename(file), () => {
    const shell = new Shell(NARROW.includes(basename(file)) ? { COLUMNS: '80' } : {});
    const runs = new Map<Step, StepRun>();
    afterAll(async () => {
      await shell.close();
      if (process.env['UPDATE']) writeFileSync(file, renderTranscript(pieces, runs));
    });
    for (const step of steps) {
      test.skipIf(step.isOnTerminal && !HAS_TERMINALS)(`$ ${step.command}`, async () => {
        const run = await runOf(step, shell);
        runs.set(step, run);
        if (process.env['UPDATE']) return;
        if (!matches(step.expected, run.lines, step.varying)) expect(run.lines).toEqual(step.expected);
        expect(run.exitCode).toBe(step.exitCode);
      });
    }
  });
}

import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Shell } from './shell.ts';
import { matches, parseTranscript, renderTranscript, type Step, type StepRun } from './transcript.ts';

/** What a reader tries first is run by processes of its own, to the last command; of the others, what needs a shell. */
const FIRST_READ = ['README.md', 'first-steps.md'];

/** Runs a transcript, a test for each of its commands; with UPDATE=1 it is written anew, with what was really printed. */
export function describeTranscript(url: URL): void {
  const file = fileURLToPath(url);
  const pieces = parseTranscript(readFileSync(file, 'utf8'));
  const steps = pieces.flatMap((piece) => (piece.kind === 'step' ? [piece.step] : []));
  describe(basename(file), () => {
    const shell = new Shell();
    const runs = new Map<Step, StepRun>();
    afterAll(async () => {
      await shell.close();
      if (process.env['UPDATE']) writeFileSync(file, renderTranscript(pieces, runs));
    });
    for (const step of steps) {
      test(`$ ${step.command}`, async () => {
        const isFirstRead = FIRST_READ.includes(basename(file));
        const run = await (isFirstRead ? shell.run(step.command) : shell.runKept(step.command));
        runs.set(step, run);
        if (process.env['UPDATE']) return;
        if (!matches(step.expected, run.lines)) expect(run.lines).toEqual(step.expected);
        expect(run.exitCode).toBe(step.exitCode);
      });
    }
  });
}

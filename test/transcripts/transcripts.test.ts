import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Shell } from '../helpers/shell.ts';
import {
  matches,
  parseTranscript,
  renderTranscript,
  type Step,
  type StepRun,
} from '../helpers/transcript.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const files = [
  join(root, 'README.md'),
  ...readdirSync(here)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(here, name)),
];

for (const file of files) {
  const pieces = parseTranscript(readFileSync(file, 'utf8'));
  const steps = pieces.flatMap((piece) => (piece.kind === 'step' ? [piece.step] : []));
  describe.runIf(steps.length > 0)(file.slice(root.length), () => {
    const shell = new Shell();
    const runs = new Map<Step, StepRun>();
    afterAll(async () => {
      await shell.close();
      if (process.env['UPDATE']) writeFileSync(file, renderTranscript(pieces, runs));
    });
    for (const step of steps) {
      test(`$ ${step.command}`, async () => {
        const run = await shell.run(step.command);
        runs.set(step, run);
        if (process.env['UPDATE']) return;
        if (!matches(step.expected, run.lines)) expect(run.lines).toEqual(step.expected);
        expect(run.exitCode).toBe(step.exitCode);
      });
    }
  });
}

/**
 * Transcripts: Markdown that a person can read, with sessions in ```console blocks. A line `$ command` is run by a
 * shell, what follows is what it must print (stdout and stderr together), `? 4` at the end its exit code when that
 * is not 0. What stands in ```console terminal is run in a pseudo-terminal of 80 columns. `[..]` stands for any text within a line, a line `[...]` for any number of lines.
 */
export interface Step {
  command: string;
  expected: string[];
  exitCode: number;
  isOnTerminal: boolean;
}

/** A piece of the file: text kept as it is, or a step to run. */
export type Piece = { kind: 'text'; lines: string[] } | { kind: 'step'; step: Step };

/** Splits a transcript into text and steps. */
export function parseTranscript(markdown: string): Piece[] {
  const pieces: Piece[] = [];
  let isInside = false;
  let isOnTerminal = false;
  const keep = (line: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === 'text') last.lines.push(line);
    else pieces.push({ kind: 'text', lines: [line] });
  };
  for (const line of markdown.split('\n')) {
    const last = pieces.at(-1);
    if (line.startsWith('```')) {
      isInside = line.startsWith('```console');
      isOnTerminal = line === '```console terminal';
      keep(line);
    } else if (!isInside) keep(line);
    else if (line.startsWith('$ ')) {
      pieces.push({
        kind: 'step',
        step: { command: line.slice(2), expected: [], exitCode: 0, isOnTerminal },
      });
    } else if (last?.kind !== 'step') keep(line);
    else if (last.step.command.endsWith('\\')) last.step.command += `\n${line}`;
    else if (/^\? \d+$/.test(line)) last.step.exitCode = Number(line.slice(2));
    else last.step.expected.push(line);
  }
  return pieces;
}

/** `[..]` in the expected output matches any text. */
export function matches(expected: readonly string[], actual: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  if (first === '[...]') {
    return actual.some((_, skipped) => matches(rest, actual.slice(skipped))) || matches(rest, []);
  }
  const [line, ...others] = actual;
  return line !== undefined && matchesLine(first, line) && matches(rest, others);
}

function matchesLine(expected: string, actual: string): boolean {
  const pattern = expected
    .split('[..]')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(actual);
}

/** The transcript with what really was printed; lines whose wildcards still match are kept. */
export function renderTranscript(pieces: readonly Piece[], runs: ReadonlyMap<Step, StepRun>): string {
  const lines = pieces.flatMap((piece) => {
    if (piece.kind === 'text') return piece.lines;
    const { step } = piece;
    const run = runs.get(step) ?? { lines: step.expected, exitCode: step.exitCode };
    const shown = matches(step.expected, run.lines)
      ? step.expected
      : withOldWildcards(step.expected, run.lines);
    const exit = run.exitCode === 0 ? [] : [`? ${run.exitCode}`];
    return [`$ ${step.command}`, ...shown, ...exit];
  });
  return lines.join('\n');
}

export interface StepRun {
  lines: string[];
  exitCode: number;
}

function withOldWildcards(expected: readonly string[], actual: readonly string[]): string[] {
  const wild = expected.filter((line) => line.includes('[..]') && line !== '[...]');
  return actual.map((line) => wild.find((pattern) => matchesLine(pattern, line)) ?? line);
}

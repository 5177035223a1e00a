/**
 * Transcripts: Markdown that a person can read, with sessions in ```console blocks. A line `$ command` is run by a
 * shell, what follows is what it must print (stdout and stderr together), `? 4` at the end its exit code when that
 * is not 0. What stands in ```console terminal is run in a pseudo-terminal of 80 columns; `<!-- types: orders -->` before the
 * block is what somebody types there at a question, `^C` for Ctrl-C. `[..]` stands for any text within a line, a line
 * `[...]` for any number of lines.
 *
 * Pages that users read have no such marks: `<!-- varies: 8000, 12:30 -->`, which they do not see, stands before a block and names what
 * is otherwise at each run. The digits of such a text stand for any digits; what is between them stands for itself.
 */
export interface Step {
  command: string;
  expected: string[];
  exitCode: number;
  isOnTerminal: boolean;
  /** Typed at its question. */
  typed: string | undefined;
  /** Texts whose digits are others at each run. */
  varying: readonly string[];
}

/** A piece of the file: text kept as it is, or a step to run. */
export type Piece = { kind: 'text'; lines: string[] } | { kind: 'step'; step: Step };

/** Splits a transcript into text and steps. */
export function parseTranscript(markdown: string): Piece[] {
  const pieces: Piece[] = [];
  let isInside = false;
  let isOnTerminal = false;
  let varying: readonly string[] = [];
  let typed: string | undefined;
  const keep = (line: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === 'text') last.lines.push(line);
    else pieces.push({ kind: 'text', lines: [line] });
  };
  for (const line of markdown.split('\n')) {
    const last = pieces.at(-1);
    const isFence = line.startsWith('```');
    if (!isInside && !isFence) {
      varying = varyingTexts(line);
      typed = /^<!-- types: (.+) -->$/.exec(line)?.[1];
    }
    if (isFence) {
      isInside = line.startsWith('```console');
      isOnTerminal = line === '```console terminal';
      keep(line);
    } else if (!isInside) keep(line);
    else if (line.startsWith('$ ')) {
      pieces.push({
        kind: 'step',
        step: { command: line.slice(2), expected: [], exitCode: 0, isOnTerminal, typed, varying },
      });
    } else if (last?.kind !== 'step') keep(line);
    else if (last.step.command.endsWith('\\')) last.step.command += `\n${line}`;
    else if (/^\? \d+$/.test(line)) last.step.exitCode = Number(line.slice(2));
    else last.step.expected.push(line);
  }
  return pieces;
}

/** The texts that `<!-- varies: A, B -->` names. */
function varyingTexts(line: string): string[] {
  const [, texts] = /^<!-- varies: (.+) -->$/.exec(line) ?? [];
  const named = texts?.split(', ') ?? [];
  const constant = named.find((text) => !/\d/.test(text));
  if (constant !== undefined) throw new Error(`"${constant}" has no digits that could vary`);
  return named;
}

/** `[..]` in the expected output matches any text, the digits of `varying` any digits. */
export function matches(
  expected: readonly string[],
  actual: readonly string[],
  varying: readonly string[] = [],
): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  if (first === '[...]') {
    return (
      actual.some((_, skipped) => matches(rest, actual.slice(skipped), varying)) || matches(rest, [], varying)
    );
  }
  const [line, ...others] = actual;
  return line !== undefined && matchesLine(first, line, varying) && matches(rest, others, varying);
}

function matchesLine(expected: string, actual: string, varying: readonly string[]): boolean {
  const pattern = expected
    .split('[..]')
    .map((part) => {
      const literal = escapedPattern(part);
      return varying.reduce((pattern, text) => {
        const varied = escapedPattern(text);
        return pattern.replaceAll(varied, () => varied.replace(/\d+/g, '\\d+'));
      }, literal);
    })
    .join('.*');
  return new RegExp(`^${pattern}$`).test(actual);
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The transcript with what really was printed; lines whose wildcards still match are kept. */
export function renderTranscript(pieces: readonly Piece[], runs: ReadonlyMap<Step, StepRun>): string {
  const lines = pieces.flatMap((piece) => {
    if (piece.kind === 'text') return piece.lines;
    const { step } = piece;
    const run = runs.get(step) ?? { lines: step.expected, exitCode: step.exitCode };
    const shown = matches(step.expected, run.lines, step.varying)
      ? step.expected
      : withOldWildcards(step, run.lines);
    const exit = run.exitCode === 0 ? [] : [`? ${run.exitCode}`];
    return [`$ ${step.command}`, ...shown, ...exit];
  });
  return lines.join('\n');
}

export interface StepRun {
  lines: string[];
  exitCode: number;
}

function withOldWildcards({ expected, varying }: Step, actual: readonly string[]): string[] {
  const isWild = (line: string): boolean =>
    (line.includes('[..]') && line !== '[...]') || varying.some((text) => line.includes(text));
  const wild = expected.filter(isWild);
  return actual.map((line) => wild.find((pattern) => matchesLine(pattern, line, varying)) ?? line);
}

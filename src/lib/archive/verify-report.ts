/** A problem of a dump, with its location. */
export interface DumpProblem {
  file: string;
  /** From 1; `undefined` where it is about the file as a whole. */
  line: number | undefined;
  problem: string;
}

/** The most problems that are kept; the others are only counted. */
const KEPT_PROBLEMS = 100;

/** Collects problems in bounded memory. */
export class ProblemList {
  readonly kept: DumpProblem[] = [];
  count = 0;

  add(file: string, problem: string, line?: number): void {
    this.count += 1;
    if (this.kept.length < KEPT_PROBLEMS) this.kept.push({ file, line, problem });
  }
}

/** An error's message without the file's name. */
export function problemOf({ message }: Error, name: string): string {
  return message.replace(`cannot read ${name}: `, 'cannot be read: ').replace(`${name}: `, '');
}

/** Something wrong with a dump, at a place. */
export interface DumpProblem {
  file: string;
  /** From 1; undefined where it is about the file as a whole. */
  line: number | undefined;
  problem: string;
}

/** How many problems are kept; the others are only counted. */
const KEPT_PROBLEMS = 100;

/** Gathers problems in bounded memory. */
export class ProblemList {
  readonly kept: DumpProblem[] = [];
  count = 0;

  add(file: string, problem: string, line?: number): void {
    this.count += 1;
    if (this.kept.length < KEPT_PROBLEMS) this.kept.push({ file, line, problem });
  }
}

/** What an error says of a file, without the file's name. */
export function problemOf({ message }: Error, name: string): string {
  return message.replace(`cannot read ${name}: `, 'cannot be read: ').replace(`${name}: `, '');
}

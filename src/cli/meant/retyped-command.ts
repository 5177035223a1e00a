import { AutodyneError, type AutodyneErrorOptions, type ErrorCode } from '../../lib/errors/autodyne-error.ts';
import { commandText } from '../../lib/errors/command-text.ts';

/** The command line as it was typed. */
export interface TypedLine {
  /** As the framework has it: `dump:verify`. */
  id: string;
  /** The arguments after it. */
  argv: readonly string[];
}

/** What to do, and the arguments that are typed differently for it: those that are taken away, and those that come there. */
export interface Retyping {
  why: string;
  /** They stand one after the other. */
  args: readonly string[];
  meant: readonly string[];
}

/** An error whose suggestions are the command that was typed, with other arguments: only the command knows all of it. */
export class RetypeError extends AutodyneError {
  readonly retypings: readonly Retyping[];

  constructor(
    code: ErrorCode,
    message: string,
    retypings: readonly Retyping[],
    options: AutodyneErrorOptions = {},
  ) {
    super(code, message, options);
    this.retypings = retypings;
  }
}

/** The suggestion of a retyping, with the whole command at its end; none if the arguments are not among those typed. */
export function retypedWay(line: TypedLine, { why, args, meant }: Retyping): string[] {
  const at = line.argv.findIndex((_, start) => args.every((arg, index) => line.argv[start + index] === arg));
  if (at === -1) return [];
  const command = commandText(...line.id.split(':'), ...line.argv.toSpliced(at, args.length, ...meant));
  return [`${why}: ${command}`];
}

import { parseTranscript } from './transcript.ts';

/** A command of a page that users read. */
export interface PageCommand {
  command: string;
  exitCode: number;
  /** Its output, line by line; `undefined` if the page does not show it. */
  expected: string[] | undefined;
  /** The command of the AWS CLI above it, if the page says that both print the same JSON. */
  sameAs: string | undefined;
}

const BLOCKS = /^```(sh|console)\n(.*?)^```$/gms;
const EXIT_CODE = /exit code (\d+)/;

/**
 * The commands of a page, in their order. In a ```console block they begin with `$` and show what they print, as in a
 * transcript. In a ```sh block each line with `autodyne` is one; a comment after it can name its exit code, or say that
 * it prints "the same JSON" as the line of `aws` before it. Other lines of such a block are of other tools, and are not run.
 */
export function commandsOfPage(page: string): PageCommand[] {
  return [...page.matchAll(BLOCKS)].flatMap(([block, kind, text = '']) =>
    kind === 'console' ? shownCommands(block) : commandsBeside(text),
  );
}

function shownCommands(block: string): PageCommand[] {
  return parseTranscript(block).flatMap((piece) => {
    if (piece.kind === 'text') return [];
    const { command, exitCode, expected } = piece.step;
    return [{ command, exitCode, expected, sameAs: undefined }];
  });
}

function commandsBeside(text: string): PageCommand[] {
  let aws: string | undefined;
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return lines.flatMap((line) => {
    const [command = '', comment = ''] = line.split(/\s+# /);
    if (command.startsWith('aws ')) aws = command;
    if (!/\bautodyne\b/.test(command)) return [];
    const exitCode = Number(EXIT_CODE.exec(comment)?.[1] ?? 0);
    const sameAs = comment.startsWith('the same JSON') ? aws : undefined;
    return [{ command, exitCode, expected: undefined, sameAs }];
  });
}

/** The commands that the text and the tables of a page name, outside its blocks. */
export function commandsInText(page: string): string[] {
  const text = page.replace(/^```.*?^```$/gms, '');
  return [...text.matchAll(/`(autodyne [^`]+)`/g)].map(([, command = '']) => command);
}

import { Config, run } from '@oclif/core';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { closest } from '../lib/errors/closest.ts';
import { errorFacts } from '../lib/errors/from-aws-error.ts';
import { outliveStreams, writeStderr } from './output.ts';
import { errorJson, exitCodeOf, renderError } from './render-error.ts';

/** Runs the command line once; `root` is the package's folder. Sets the exit code and lets the process end by itself. */
export async function main(root: string): Promise<void> {
  outliveStreams();
  const argv = process.argv.slice(2);
  // A user has no plugins of autodyne: looking for them in a home that cannot be entered prints a warning.
  const config = await Config.load({ root, userPlugins: false, devPlugins: false });
  try {
    await run(argv, config);
  } catch (thrown) {
    const { code } = errorFacts(thrown);
    if (code === 'EEXIT') {
      process.exitCode = (thrown as { oclif?: { exit?: number } }).oclif?.exit ?? 0;
      return;
    }
    const error = unknownCommand(thrown, argv, config) ?? thrown;
    process.exitCode = exitCodeOf(error);
    if (argv.includes('--json')) process.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`);
    else writeStderr(renderError(error));
  }
}

function unknownCommand(thrown: unknown, argv: readonly string[], config: Config): AutodyneError | undefined {
  if (!/^command .* not found$/.test(errorFacts(thrown).message)) return undefined;
  const words = argv.filter((word) => !word.startsWith('-'));
  const known = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  const near = closest(words.slice(0, 2).join(' '), known) ?? closest(words[0] ?? '', known);
  return new AutodyneError('InvalidUsage', `unknown command: ${words[0] ?? ''}`, {
    suggestions: [
      ...(near === undefined ? [] : [`did you mean autodyne ${near}?`]),
      'list the commands: autodyne help',
    ],
  });
}

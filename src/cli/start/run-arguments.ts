import { Config, run } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { escapeControls } from '../../lib/json/json-string.ts';
import { toPrintableJson } from '../command/json.ts';
import { meantCommand } from '../meant/meant-command.ts';
import { writeStderr } from '../render/output.ts';
import { errorJson, exitCodeOf, renderError } from '../render/render-error.ts';
import { type CommandTable, directCommand } from './direct-command.ts';

/** The package's folder and its commands, which the build lists. */
export interface CommandLine {
  root: string;
  commands: CommandTable;
}

let ofThisProcess: CommandLine | undefined;

/** The command line of this process; `undefined` in tests that run a command by itself. */
export function commandLine(): CommandLine | undefined {
  return ofThisProcess;
}

export function setCommandLine(given: CommandLine): void {
  ofThisProcess = given;
}

/** Runs one command. Sets the exit code, and shows its errors. */
export async function runArguments({ root, commands }: CommandLine, argv: string[]): Promise<void> {
  const command = directCommand(root, argv, commands);
  if (command === undefined) return searchAndRun(root, argv);
  try {
    await command.runWhole();
  } catch (thrown) {
    await showError(thrown, argv);
  }
}

/** Leaves to the framework what is to be run: a command by another spelling, one of its own, help. */
async function searchAndRun(root: string, argv: string[]): Promise<void> {
  // There are no user plugins; looking for them in a home folder that cannot be read would print a warning.
  const config = await Config.load({ root, userPlugins: false, devPlugins: false });
  try {
    await run(argv, config);
  } catch (thrown) {
    await showError(unknownCommand(thrown, argv, config) ?? thrown, argv);
  }
}

async function showError(error: unknown, argv: readonly string[]): Promise<void> {
  if (errorFacts(error).code === 'EEXIT') {
    process.exitCode = (error as { oclif?: { exit?: number } }).oclif?.exit ?? 0;
    return;
  }
  process.exitCode = exitCodeOf(error);
  if (argv.includes('--json'))
    process.stdout.write(`${escapeControls(JSON.stringify(toPrintableJson(errorJson(error)), null, 2))}\n`);
  else writeStderr(renderError(error));
}

function unknownCommand(thrown: unknown, argv: readonly string[], config: Config): AutodyneError | undefined {
  if (!/^command .* not found\.?$/is.test(errorFacts(thrown).message)) return undefined;
  const args = argv.filter((arg) => !arg.startsWith('-')).slice(argv[0] === 'help' ? 1 : 0);
  const known = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  const [first = ''] = args;
  const name = known.includes(first) ? args.slice(0, 2).join(' ') : first;
  const near = meantCommand(args, known);
  return new AutodyneError('InvalidUsage', `unknown command: ${name}`, {
    suggestions: [
      ...(near === undefined || near === name ? [] : [`did you mean autodyne ${near}?`]),
      'list the commands: autodyne help',
    ],
  });
}

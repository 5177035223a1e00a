import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/command/base-command.ts';
import { runScript } from '../cli/shell/run-script.ts';
import { runTypedLines } from '../cli/shell/run-typed-lines.ts';
import { commandLine } from '../cli/start/run-arguments.ts';
import { LineSession, setLineSession } from '../cli/system/line-session.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';

export default class Shell extends BaseCommand {
  static override summary = 'run commands at a prompt, or from a script on stdin';
  static override description =
    'Each line is a command without "autodyne", with words and quotes as in a POSIX shell, but without variables, pipes and redirections. ' +
    'One connection is kept for all lines. Flags given here apply to each line that does not have its own. ' +
    'The prompt shows the units of the line before. Tab completes commands, flags, index names and attributes that were shown. ' +
    'Ctrl-C cancels the line or its command; .exit or Ctrl-D ends the shell. The history is kept for the next shell, without lines that begin with a blank or contain a secret.\n' +
    'A script on stdin ends at the first line that fails, with its exit code; with --keep-going, all lines are run. In a script, # begins a comment.';
  static override examples = [
    '<%= config.bin %> shell',
    '<%= config.bin %> shell --read-only',
    '<%= config.bin %> shell < script.txt',
    `printf 'get 1\\nget 2\\n' | <%= config.bin %> shell --keep-going`,
  ];
  static override flags = {
    'keep-going': Flags.boolean({ summary: 'continue a script with the next line when a line fails' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Shell);
    const line = commandLine();
    if (line === undefined) throw new AutodyneError('Unexpected', 'the shell needs the whole command line');
    const isInteractive = process.stdin.isTTY === true && (process.stderr.isTTY || process.stdout.isTTY);
    const session = new LineSession(isInteractive);
    const options = { line, flags, session, clientOptions: this.clientOptions({ ...flags, timeout: 1 }) };
    setLineSession(session);
    try {
      if (isInteractive) await runTypedLines(options);
      else process.exitCode = await runScript(options, flags['keep-going']);
    } finally {
      session.close();
      setLineSession(undefined);
    }
  }
}

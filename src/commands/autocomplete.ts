import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/command/base-command.ts';
import { bashScript } from '../cli/completion/bash-script.ts';
import { completedCommands } from '../cli/completion/completed-command.ts';
import { keptIndexNames } from '../cli/completion/index-names.ts';
import { zshScript } from '../cli/completion/zsh-script.ts';
import type { CommonFlagValues } from '../cli/flags/flags.ts';
import type { AutocompleteResult } from '../cli/results/settings-results.ts';
import { stateFolder } from '../cli/system/state-folder.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';

/** Nobody waits longer for the names of indexes after pressing a key. */
const MAX_WAIT_SECONDS = 1;

const SCRIPTS = { bash: bashScript, zsh: zshScript };

export default class Autocomplete extends BaseCommand {
  static override summary =
    'complete commands, flags, files and index names with the Tab key, in bash and zsh';
  static override description =
    `Prints the script that the shell evaluates when it starts; without SHELL, prints how to set that up.
The names for --index are those of the table: they are kept for 20 seconds, and never waited for longer than a second.`;
  static override examples = [
    '<%= config.bin %> autocomplete',
    `echo 'eval "$(<%= config.bin %> autocomplete bash)"' >> ~/.bashrc`,
    `echo 'eval "$(<%= config.bin %> autocomplete zsh)"' >> ~/.zshrc`,
  ];
  static override args = {
    shell: Args.string({ description: 'print the script for this shell', options: ['bash', 'zsh'] }),
  };
  static override flags = {
    // For the scripts themselves.
    'index-names': Flags.boolean({ summary: 'print the names of the indexes', hidden: true }),
  };

  async run(): Promise<AutocompleteResult> {
    const { args, flags } = await this.parse(Autocomplete);
    if (flags['index-names']) return this.#indexNames(flags);
    const shell = args.shell as keyof typeof SCRIPTS | undefined;
    if (shell === undefined) return this.#setup();
    const script = SCRIPTS[shell](completedCommands(this.config.root));
    await this.print(script.trimEnd());
    if (!this.jsonEnabled() && process.stdout.isTTY === true) this.note(`# ${setupText(shell)}`);
    return { shell, script };
  }

  async #setup(): Promise<AutocompleteResult> {
    const setup = { bash: setupText('bash'), zsh: setupText('zsh') };
    await this.print(
      `run the line for your shell once, then open a new terminal:\n  ${Object.values(setup).join('\n  ')}`,
    );
    return { setup };
  }

  /** No message and no failure: the names appear where a person is typing. */
  async #indexNames(flags: CommonFlagValues): Promise<AutocompleteResult> {
    let names: readonly string[] = [];
    try {
      const { client, settings } = await this.connect({ ...flags, timeout: MAX_WAIT_SECONDS, units: false });
      const { region, tableName, accessKeyId } = settings;
      const table = { stateFolder: stateFolder(), endpointUrl: endpointUrlOf(settings), region, tableName };
      names = await keptIndexNames({ ...table, accessKeyId }, async () => {
        const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = await describeTable(
          client,
          tableName,
        );
        return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]
          .flatMap(({ IndexName }) => IndexName ?? [])
          .sort();
      });
    } catch {
      // Settings that are missing are told of by the command itself, once it is run.
    }
    if (names.length > 0) await this.print(names.join('\n'));
    // The search for a host's address cannot be given up: it would keep the process, and the shell, waiting.
    if (!this.jsonEnabled()) process.exit();
    return { indexNames: [...names] };
  }
}

/** The command that sets it up, for good. */
function setupText(shell: keyof typeof SCRIPTS): string {
  return `echo 'eval "$(autodyne autocomplete ${shell})"' >> ~/.${shell}rc`;
}

import { once } from 'node:events';
import { Args } from '@oclif/core';
import { DEFAULT_ENV_FILE } from '../app/env-file.ts';
import { BaseCommand } from '../cli/command/base-command.ts';
import { interruptible } from '../cli/command/interrupt.ts';
import { gitWarnings } from '../cli/command/settings.ts';
import { commandWithJson, commandWithoutDashes, splitCommand } from '../cli/command/split-command.ts';
import type { CommonFlagValues } from '../cli/flags/flags.ts';
import { type LocalFlagValues, localFlags, twinFolder, twinOptions } from '../cli/flags/local-flags.ts';
import {
  engineEndText,
  restartNote,
  twinNotes,
  unwrittenUsageNote,
  variableLines,
} from '../cli/render/render-twin.ts';
import type { LocalResult } from '../cli/results/settings-results.ts';
import { runChild } from '../cli/system/run-child.ts';
import { writeEnvFile } from '../cli/system/write-env-file.ts';
import type { OpenDashboard } from '../dashboard/open-dashboard.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { configVars, twinEnvironment } from '../lib/local/config-vars.ts';
import type { EngineEnd } from '../lib/local/engine/engine-process.ts';
import { startTwin, type Twin } from '../lib/local/twin.ts';
import { settingsPrefix } from '../lib/settings/prefix.ts';

export default class Local extends BaseCommand {
  static override summary = 'run a local table that behaves like a table in AWS';
  static override description =
    'The first start creates a table and credentials, and prints the config vars. Later starts use the same ones, and the same data. ' +
    'As in AWS, signatures are checked, and requests without permission are refused. Index changes go through the proxy. ' +
    'With a command after --, runs the command in an environment in which autodyne and every AWS client use this table. The exit code is that of the command.';
  static override usage = ['local [FLAGS]', 'local [FLAGS] -- COMMAND...'];
  static override examples = [
    '<%= config.bin %> local --write-env',
    '<%= config.bin %> local --table music --partition-key artist:S --sort-key year:N',
    '<%= config.bin %> local --memory -- npm test',
    '<%= config.bin %> local --plan-units 50000 --throttle -- npm test',
    '<%= config.bin %> local --dashboard',
    '<%= config.bin %> local --backend http://127.0.0.1:8000',
  ];
  static override args = {
    command: Args.string({ multiple: true, ignoreStdin: true, description: 'command to run, after --' }),
  };
  static override flags = localFlags;

  async run(): Promise<void> {
    const { own, command } = splitCommand(this.argv);
    const { args, flags } = await this.parse(Local, own);
    if (args.command !== undefined) throw commandWithoutDashes(args.command);
    if (command !== undefined && flags.json) throw commandWithJson();
    const prefix = settingsPrefix(flags.as);
    const onEngineRestart = (end: EngineEnd): void => this.note(restartNote(end));
    const onUsageUnwritten = (error: unknown): void => this.note(unwrittenUsageNote(error));
    const twin = await startTwin({ ...twinOptions(flags), onEngineRestart, onUsageUnwritten });
    let dashboard: OpenDashboard | undefined;
    try {
      if (flags.dashboard) dashboard = await this.openDashboard(twin, flags, command === undefined);
      const dashboardUrl = dashboard?.newLink();
      const variables = configVars(twin, prefix);
      if (flags['write-env']) this.writeVariables(flags['env-file'] ?? DEFAULT_ENV_FILE, variables);
      if (command === undefined)
        await this.announce(twin, flags, { variables, ...(dashboardUrl && { dashboardUrl }) });
      if (dashboardUrl !== undefined) {
        this.note(`dashboard: ${dashboardUrl}`);
        await dashboard?.invite(dashboardUrl);
      }
      if (command === undefined)
        await interruptible((signal) => Promise.race([once(signal, 'abort'), engineFailure(twin)]));
      else process.exitCode = await runChild(command, twinEnvironment(process.env, twin, prefix));
    } finally {
      await dashboard?.close();
      await twin.stop();
    }
  }

  /** Prints that the twin is ready. */
  private async announce(
    twin: Twin,
    flags: LocalFlagValues,
    links: Pick<LocalResult, 'variables' | 'dashboardUrl'>,
  ): Promise<void> {
    const { tableName, region, endpointUrl, proxyUrl, isNew } = twin;
    const folder = twinFolder(flags);
    const facts = { tableName, region, endpointUrl, proxyUrl, isNew, dataFolder: folder ?? null };
    const result: LocalResult = { ...facts, ...links };
    if (this.jsonEnabled()) this.logJson(result);
    else if (!flags['write-env']) await this.print(variableLines(links.variables));
    for (const line of twinNotes(twin, folder)) this.note(line);
  }

  private async openDashboard(
    twin: Twin,
    flags: CommonFlagValues,
    takesEnter: boolean,
  ): Promise<OpenDashboard> {
    const { openTwinDashboard } = await import('../dashboard/open-twin-dashboard.ts');
    return openTwinDashboard(twin, {
      clientOptions: this.clientOptions(flags),
      // The commands to copy find the twin by its config vars.
      flags: { as: flags.as, 'env-file': flags['env-file'] },
      meter: this.meter,
      takesEnter,
      tell: (line) => this.note(line),
    });
  }

  private writeVariables(path: string, variables: Record<string, string>): void {
    const { gitignore } = writeEnvFile(path, variables);
    this.note(`wrote the ${Object.keys(variables).length} config vars to ${path}`);
    if (gitignore !== undefined) this.note(`added ${path} to ${gitignore}`);
    for (const warning of gitWarnings(path)) this.warning(warning);
  }
}

async function engineFailure(twin: Twin): Promise<never> {
  throw new AutodyneError('Unexpected', engineEndText(await twin.engineEnded));
}

import { once } from 'node:events';
import { Args } from '@oclif/core';
import { DEFAULT_ENV_FILE } from '../app/env-file.ts';
import { BaseCommand } from '../cli/command/base-command.ts';
import { interruptible } from '../cli/command/interrupt.ts';
import { commandWithJson, commandWithoutDashes, splitCommand } from '../cli/command/split-command.ts';
import type { CommonFlagValues } from '../cli/flags/flags.ts';
import { type LocalFlagValues, localFlags, twinFolder, twinOptions } from '../cli/flags/local-flags.ts';
import { RequestLog } from '../cli/local/request-log.ts';
import { offerEnvFile, type TwinSettings, writeTwinSettings } from '../cli/local/twin-settings.ts';
import {
  elsewhereNote,
  engineEndText,
  joinNote,
  restartNote,
  twinNotes,
  unwrittenUsageNote,
  variableLines,
} from '../cli/render/render-twin.ts';
import type { LocalResult } from '../cli/results/settings-results.ts';
import { runChild } from '../cli/system/run-child.ts';
import type { OpenDashboard } from '../dashboard/open-dashboard.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { configVars, twinEnvironment } from '../lib/local/config-vars.ts';
import { startOrJoinTwin } from '../lib/local/join-twin.ts';
import { isEnvDeclined, keepEnvDeclined } from '../lib/local/kept-twin.ts';
import { startTwin, type Twin, type TwinOptions } from '../lib/local/twin.ts';
import { settingsPrefix } from '../lib/settings/prefix.ts';

export default class Local extends BaseCommand {
  static override summary = 'run a local table that behaves like a table in AWS';
  static override description =
    'The first start creates a table and credentials, and prints the config vars. Later starts use the same ones, and the same data. ' +
    'As in AWS, signatures are checked, and requests without permission are refused. Index changes go through the proxy. ' +
    'On a terminal, asks once whether to write the config vars to .env, where every command finds them. ' +
    'On a terminal, shows each request: its key or condition, units, time, and the reason if it was refused. ' +
    'With a command after --, runs the command in an environment in which autodyne and every AWS client use this table. The exit code is that of the command. ' +
    'If a local table of this folder is running already, the command uses that one, and --write-env writes its config vars and ends.';
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

  readonly #log = new RequestLog();

  async run(): Promise<void> {
    const { own, command } = splitCommand(this.argv);
    const { args, flags } = await this.parse(Local, own);
    if (args.command !== undefined) throw commandWithoutDashes(args.command);
    if (command !== undefined && flags.json) throw commandWithJson();
    const twin = await this.startTwin(flags, command !== undefined);
    const prefix = settingsPrefix(flags.as);
    const variables = configVars(twin, prefix);
    const settings = {
      variables,
      path: flags['env-file'] ?? DEFAULT_ENV_FILE,
      folder: twinFolder(flags),
      note: (line: string) => this.note(line),
      warning: (line: string) => this.warning(line),
    };
    let dashboard: OpenDashboard | undefined;
    try {
      if (flags.dashboard) dashboard = await this.openDashboard(twin, flags, command === undefined);
      if (flags['write-env']) writeTwinSettings(settings);
      if (flags.log && twin.joined !== undefined) this.note(elsewhereNote(twin.joined));
      if (command !== undefined) {
        await this.invite(dashboard, dashboard?.newLink());
        process.exitCode = await runChild(command, twinEnvironment(process.env, twin, prefix));
      } else if (twin.joined !== undefined) this.note(joinNote(twin.joined));
      else await this.serve(twin, { flags, settings, dashboard });
    } finally {
      await dashboard?.close();
      await twin.stop();
    }
  }

  /** With a command, and to write the config vars, a twin that runs in the folder is as good as one of our own. */
  private startTwin(flags: LocalFlagValues & CommonFlagValues, isForCommand: boolean): Promise<Twin> {
    // A command has the terminal for its own output.
    const isWatched = flags.log || (!flags.quiet && !isForCommand && process.stderr.isTTY === true);
    const options: TwinOptions = {
      ...twinOptions(flags),
      isForCommand,
      onRequest: isWatched ? this.#log.show : undefined,
      onEngineRestart: (end) => this.note(restartNote(end)),
      onUsageUnwritten: (error) => this.note(unwrittenUsageNote(error)),
    };
    const mayJoin = isForCommand || (flags['write-env'] && !flags.dashboard && !this.jsonEnabled());
    return mayJoin ? startOrJoinTwin(options) : startTwin(options);
  }

  /** Until Ctrl-C, or the engine's end. */
  private async serve(twin: Twin, { flags, settings, dashboard }: Served): Promise<void> {
    const { variables, folder } = settings;
    await interruptible(async (signal) => {
      const stopped = once(signal, 'abort');
      const dashboardUrl = dashboard?.newLink();
      await this.announce(twin, flags, { variables, ...(dashboardUrl && { dashboardUrl }) });
      await this.invite(dashboard, dashboardUrl);
      const offer = async (): Promise<void> => {
        if (flags['write-env'] || this.jsonEnabled()) return;
        const mayAsk = !flags.dashboard && (folder === undefined || !isEnvDeclined(folder));
        const outcome = await this.#log.holdDuring(() => offerEnvFile({ ...settings, mayAsk }, signal));
        if (outcome === 'declined' && folder !== undefined) keepEnvDeclined(folder);
      };
      await Promise.race([offer().then(() => stopped), engineFailure(twin)]);
    });
  }

  private async invite(dashboard: OpenDashboard | undefined, url: string | undefined): Promise<void> {
    if (url === undefined) return;
    this.note(`dashboard: ${url}`);
    await dashboard?.invite(url);
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
}

interface Served {
  flags: LocalFlagValues;
  settings: TwinSettings & { variables: Record<string, string> };
  dashboard: OpenDashboard | undefined;
}

async function engineFailure(twin: Twin): Promise<never> {
  throw new AutodyneError('Unexpected', engineEndText(await twin.engineEnded));
}

import { Command, type Interfaces } from '@oclif/core';
import { httpsProxyFor } from '../../app/https-proxy.ts';
import { type ClientOptions, endpointUrlOf } from '../../lib/client/client-options.ts';
import { RawSender } from '../../lib/client/raw-sender.ts';
import { readOnlyError } from '../../lib/client/read-only.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../lib/client/retry-policy.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText } from '../../lib/errors/command-text.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { escapeControls } from '../../lib/json/json-string.ts';
import { settingsFrom } from '../../lib/settings/check-settings.ts';
import { missingIn, type ResolvedSettings } from '../../lib/settings/resolve-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { appendToLedger } from '../../lib/usage/own/ledger.ts';
import { UnitBudget } from '../../lib/usage/unit-budget.ts';
import { UnitMeter } from '../../lib/usage/unit-meter.ts';
import { type CommonFlagValues, commonFlags } from '../flags/flags.ts';
import { withSuggestedFlags } from '../flags/typed-command.ts';
import { fromParserError } from '../meant/parser-error.ts';
import { withMeantWays } from '../meant/with-meant-ways.ts';
import { cleanLines } from '../render/clean-text.ts';
import { writeStderr, writeStdout } from '../render/output.ts';
import { palette } from '../render/palette.ts';
import { errorJson, exitCodeOf, renderError } from '../render/render-error.ts';
import { unitsLine } from '../render/units-line.ts';
import { lineSession } from '../system/line-session.ts';
import { stateFolder } from '../system/state-folder.ts';
import { retryLine, settingLines, traceLine } from './debug.ts';
import { toPrintableJson } from './json.ts';
import { commandSettings } from './settings.ts';

/** The settings and the client that a command works with. */
export interface CommandContext {
  settings: Settings;
  client: RawSender;
  /** With the deadline of `--timeout`, for work that has its own loop (unprocessed items, waiting). */
  retry: RetryPolicy;
  /** The options of the client, for requests that do not go through it: the index proxy, bulk writes. */
  clientOptions: ClientOptions;
}

/**
 * The base of every command: settings from flags, environment and `.env`; one client; data on stdout, everything else on
 * stderr; one shape of errors. Works around the traps of the framework listed in `docs/architecture.md`.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = commonFlags;

  /** Add the ConsumedCapacity of every response; the sum is printed when the command ends. */
  protected readonly meter = new UnitMeter();

  /** As they were given, to be repeated in the commands that are printed as next steps. */
  #flags: CommonFlagValues | undefined;
  #client: RawSender | undefined;
  #settings: Settings | undefined;
  #showUnits = false;
  #isCostly = false;

  /** Runs it from its start to its end; its errors are shown, those of its end apart. */
  runWhole(): Promise<unknown> {
    return this._run();
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse<F, B, A>(options, argv);
    this.#flags = parsed.flags as CommonFlagValues;
    return parsed;
  }

  /**
   * Resolves the settings (see `docs/architecture.md`, Settings); required ones may be missing. Warns of a settings file
   * that other users can read.
   */
  protected resolvedSettings(flags: CommonFlagValues): ResolvedSettings {
    const { resolved, warnings } = commandSettings(flags);
    for (const warning of warnings) this.warning(warning);
    if (flags.debug) for (const line of settingLines(resolved)) this.note(line);
    return resolved;
  }

  /** With the ways to a local table that runs in this folder, where settings are missing. */
  protected async withWaysOut(resolved: ResolvedSettings): Promise<ResolvedSettings> {
    if (missingIn(resolved).length === 0) return resolved;
    const { withWaysToTwin } = await import('../../lib/local/running-twin.ts');
    return withWaysToTwin(resolved);
  }

  /** The options of every client of this command: the deadline, the HTTP proxy of the machine, the traces of `--debug`. */
  protected clientOptions(flags: CommonFlagValues): ClientOptions & { retry: RetryPolicy } {
    const deadlineMs = flags.timeout === undefined ? DEFAULT_RETRY_POLICY.deadlineMs : flags.timeout * 1000;
    const traces = flags.debug ? { onTrace: traceLine, onRetry: retryLine } : {};
    return { httpsProxyFor, retry: { ...DEFAULT_RETRY_POLICY, deadlineMs }, ...traces };
  }

  /**
   * Settings and client for a command that sends requests to the table.
   * @param resolved the settings, if the command has resolved them already
   * @throws AutodyneError `InvalidSettings` when one is missing or cannot be used.
   */
  protected async connect(
    flags: CommonFlagValues,
    resolved = this.resolvedSettings(flags),
  ): Promise<CommandContext> {
    const settings = settingsFrom(await this.withWaysOut(resolved), {
      allowHttp: flags['allow-http'] ?? false,
    });
    const options = this.clientOptions(flags);
    this.#settings = settings;
    const session = lineSession();
    this.#client = session?.client(settings, options) ?? new RawSender(settings, options);
    this.#showUnits = flags.units ?? (process.stderr.isTTY === true && session?.isInteractive !== true);
    return { settings, client: this.#client, retry: options.retry, clientOptions: options };
  }

  /** This command as it was typed, with these flags too, to be printed as a next step. */
  protected sameCommand(...flags: readonly string[]): string {
    const args = this.argv.filter((arg) => !arg.startsWith('--') || !flags.includes(arg));
    // After -- there are no flags.
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    return commandText(...(this.id ?? '').split(':'), ...args.slice(0, end), ...flags, ...args.slice(end));
  }

  /**
   * Writes a line to stdout; nothing with `--json`, where the returned result is printed instead. Control characters are
   * escaped as in JSON.
   */
  protected async print(line: string): Promise<void> {
    if (!this.jsonEnabled()) await writeStdout(`${cleanLines(line, process.stdout)}\n`);
  }

  /** Writes a line to stderr, with `--json` too. */
  protected note(line: string): void {
    writeStderr(line);
  }

  /** Writes a warning of one line to stderr: the problem and how to fix it. */
  protected warning(text: string): void {
    this.note(`${palette(process.stderr).yellow('Warning:')} ${text}`);
  }

  protected override toSuccessJson(result: unknown): unknown {
    return toPrintableJson(result);
  }

  protected override toErrorJson(error: unknown): unknown {
    return toPrintableJson(errorJson(error));
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${escapeControls(JSON.stringify(json, null, 2))}\n`);
  }

  async #meantError(thrown: Error): Promise<unknown> {
    const known = { ...this.ctor.flags, ...this.ctor.baseFlags };
    const line = { id: this.id ?? '', argv: this.argv };
    const meant = await withMeantWays(fromParserError(thrown, known), line, { ...this.#flags });
    return withSuggestedFlags(meant, this.#flags);
  }

  /** The one place where a command's failure becomes text or JSON and an exit code. */
  protected override async catch(thrown: Error): Promise<void> {
    if (errorFacts(thrown).code === 'EEXIT') throw thrown;
    const error =
      lineSession()?.isCanceled === true
        ? new AutodyneError('Interrupted', 'interrupted', { cause: thrown })
        : await this.#meantError(thrown);
    process.exitCode = exitCodeOf(error);
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error));
    else writeStderr(renderError(error));
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    const session = lineSession();
    if (session === undefined) this.#client?.close();
    else if (this.meter.hasUnits) session.units = this.meter.total();
    this.#account();
    if (this.#showUnits && this.meter.hasUnits) this.note(await this.#unitsLine());
    await super.finally(error);
  }

  /**
   * The budget of this run.
   * @param maxUnits of `--max-units`, in request units
   * @param isCostly prints the share of the plan that was used at the end
   */
  protected budget(maxUnits: number | undefined, isCostly = true): UnitBudget {
    this.#isCostly = isCostly || maxUnits !== undefined;
    return new UnitBudget(maxUnits, this.meter);
  }

  async #unitsLine(): Promise<string> {
    const total = this.meter.total();
    if (!this.#isCostly || this.#settings === undefined) return unitsLine(total);
    const { planUnits } = this.#settings;
    // Loaded only by commands that can cost much.
    const { planUnitsLeft } = await import('../../lib/usage/remote/plan-left.ts');
    return unitsLine(total, {
      units: planUnits,
      left: await planUnitsLeft(this.#settings, { httpsProxyFor }),
    });
  }

  /** Adds the consumed units to the ledger, which `usage` reads if it has no better source. */
  #account(): void {
    const folder = stateFolder();
    if (this.#settings === undefined || folder === undefined || !this.meter.hasUnits) return;
    const { region, tableName } = this.#settings;
    appendToLedger(
      { stateFolder: folder, endpointUrl: endpointUrlOf(this.#settings), region, tableName },
      Math.floor(Date.now() / 1000),
      { command: (this.id ?? '').replaceAll(':', ' '), units: this.meter.total() },
    );
  }
}

/** Refuses a write in read-only mode, before any request is sent. @param what completes "refused to …" */
export function assertWritable(settings: Pick<Settings, 'isReadOnly'>, what: string): void {
  if (settings.isReadOnly) throw readOnlyError(what);
}

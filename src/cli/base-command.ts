import { readFile } from 'node:fs/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command } from '@oclif/core';
import { parse as parseDotenv } from 'dotenv';
import { getProxyForUrl } from 'proxy-from-env';
import { createClient, endpointUrlOf } from '../lib/client/client.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../lib/client/retry-policy.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { errorFacts } from '../lib/errors/from-aws-error.ts';
import { resolveSettings, settingsFrom } from '../lib/settings/resolve-settings.ts';
import type { ResolvedSetting, Settings } from '../lib/settings/settings.ts';
import { UnitMeter } from '../lib/usage/unit-meter.ts';
import { commonFlags } from './flags.ts';
import { toPrintableJson } from './json.ts';
import { writeStderr, writeStdout } from './output.ts';
import { errorJson, exitCodeOf, fromParserError, renderError } from './render-error.ts';
import { unitsLine } from './units-line.ts';

/** The common flags as a command's `parse` returns them. */
export interface CommonFlagValues {
  table?: string | undefined;
  region?: string | undefined;
  'endpoint-url'?: string | undefined;
  'proxy-url'?: string | undefined;
  'read-only'?: boolean | undefined;
  'plan-units'?: string | undefined;
  as?: string | undefined;
  'env-file'?: string | undefined;
  'allow-http'?: boolean | undefined;
  timeout?: number | undefined;
  units?: boolean | undefined;
  debug?: boolean | undefined;
}

/** The settings and the client that a command works with. */
export interface CommandContext {
  settings: Settings;
  client: DynamoDBClient;
  /** How long to retry, `--timeout` included, for work that has its own loop (unprocessed items, waiting). */
  retry: RetryPolicy;
}

/**
 * What every command shares: settings from flags, environment and `.env`; one client; data on stdout, the rest on
 * stderr; one shape of errors. Works around the framework's traps listed in `docs/architecture.md`.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = commonFlags;

  /** Every answer's ConsumedCapacity goes in here; the sum is shown when the command ends. */
  protected readonly meter = new UnitMeter();

  #client: DynamoDBClient | undefined;
  #showUnits = false;

  /** Decides the settings (see `docs/architecture.md`, Settings) without insisting on the required ones. */
  protected async resolvedSettings(flags: CommonFlagValues): Promise<ResolvedSetting[]> {
    return resolveSettings({
      flags: {
        table: flags.table,
        region: flags.region,
        'endpoint-url': flags['endpoint-url'],
        'proxy-url': flags['proxy-url'],
        'read-only': flags['read-only'] ? '1' : undefined,
        'plan-units': flags['plan-units'],
      },
      env: process.env,
      envFile: await readEnvFile(flags['env-file']),
      prefix: flags.as,
    });
  }

  /**
   * Settings and client for a command that talks to the table.
   * @throws AutodyneError `InvalidSettings` when one is missing or cannot be used.
   */
  protected async connect(flags: CommonFlagValues): Promise<CommandContext> {
    const settings = settingsFrom(await this.resolvedSettings(flags), flags['allow-http'] ?? false);
    const debug = flags.debug ?? false;
    const deadlineMs = flags.timeout === undefined ? DEFAULT_RETRY_POLICY.deadlineMs : flags.timeout * 1000;
    const retry = { ...DEFAULT_RETRY_POLICY, deadlineMs };
    this.#client = createClient(settings, {
      httpsProxyUrl: getProxyForUrl(endpointUrlOf(settings)) || undefined,
      retry,
      ...(debug ? { onTrace: traceLine, onRetry: retryLine } : {}),
    });
    this.#showUnits = flags.units ?? process.stderr.isTTY === true;
    return { settings, client: this.#client, retry };
  }

  /** Writes a line of data to stdout; nothing under `--json`, where the returned result is printed instead. */
  protected async print(line: string): Promise<void> {
    if (!this.jsonEnabled()) await writeStdout(`${line}\n`);
  }

  /** Tells the person something on stderr, under `--json` too. */
  protected note(line: string): void {
    writeStderr(line);
  }

  protected override toSuccessJson(result: unknown): unknown {
    return toPrintableJson(result);
  }

  protected override toErrorJson(error: unknown): unknown {
    return errorJson(error);
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** The one place where a command's failure becomes text or JSON and an exit code. */
  protected override async catch(thrown: Error): Promise<void> {
    if (errorFacts(thrown).code === 'EEXIT') throw thrown;
    const error = fromParserError(thrown, Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags }));
    process.exitCode = exitCodeOf(error);
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error));
    else writeStderr(renderError(error));
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#client?.destroy();
    if (this.#showUnits && this.meter.isTold) this.note(unitsLine(this.meter.total()));
    await super.finally(error);
  }
}

/** Refuses a write before any request is made when the settings say read-only. */
export function assertWritable(settings: Settings, what: string): void {
  if (!settings.isReadOnly) return;
  throw new AutodyneError('ReadOnly', `refused to ${what}: read-only mode is on`, {
    suggestions: ['unset AUTODYNE_READONLY, or leave out --read-only'],
  });
}

async function readEnvFile(path: string | undefined): Promise<Record<string, string> | undefined> {
  try {
    return parseDotenv(await readFile(path ?? '.env'));
  } catch (error) {
    const { code } = errorFacts(error);
    if (path === undefined && (code === 'ENOENT' || code === 'EISDIR')) return undefined;
    throw new AutodyneError('InvalidSettings', `cannot read the settings file ${path ?? '.env'}: ${code}`, {
      cause: error,
    });
  }
}

function traceLine(event: {
  operation: string;
  host: string;
  outcome: string;
  durationMs: number;
  requestId: string | undefined;
}): void {
  const id = event.requestId === undefined ? '' : ` ${event.requestId}`;
  writeStderr(
    `debug: ${event.operation} ${event.host} ${event.outcome} ${event.durationMs.toFixed(0)} ms${id}`,
  );
}

function retryLine(retry: { error: unknown; attempt: number; delayMs: number }): void {
  const { name, code } = errorFacts(retry.error);
  writeStderr(`debug: ${code ?? name}; attempt ${retry.attempt + 1} in ${retry.delayMs} ms`);
}

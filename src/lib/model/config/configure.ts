import type { ServiceClient } from '../../client/client-sender.ts';
import type { Settings } from '../../settings/settings.ts';
import { DEFAULT_MODEL_SETTINGS, type ModelConfiguration, type ModelSettings } from './model-settings.ts';

/** What the library is told of the process that it runs in: it reads no environment itself. */
export interface ModelEnvironment {
  /** How the service is reached: what was given, else the environment, else `.env`. */
  settings(given: ModelConfiguration): Settings;
  /** Variables of the environment and `.env` by the end of their name: `NAMESPACE` for `AUTODYNE_NAMESPACE`. */
  variable(given: ModelConfiguration, suffix: string): string | undefined;
  client(settings: Settings, given: ModelConfiguration): ServiceClient;
}

let given: ModelConfiguration = {};
let environment: ModelEnvironment | undefined;
let generation = 0;
let decided: ModelSettings | undefined;

/**
 * Sets how models behave; what was set before and is not named stays. It holds from the next call of a model on:
 * connections, and names of tables, are decided again.
 * @throws AutodyneError `InvalidSettings`
 */
export function configure(settings: ModelConfiguration): void {
  given = { ...given, ...settings };
  generation += 1;
  decided = undefined;
}

/** Tells where settings are looked for that nobody gave. Called once, by the package's entry point. */
export function provideEnvironment(provided: ModelEnvironment): void {
  environment = provided;
  generation += 1;
  decided = undefined;
}

/** What `configure` was given so far. */
export function configuration(): ModelConfiguration {
  return given;
}

/** Counts the times that settings changed: what was derived from older ones is derived again. */
export function settingsGeneration(): number {
  return generation;
}

/** The settings that hold now. */
export function modelSettings(): ModelSettings {
  decided ??= { ...DEFAULT_MODEL_SETTINGS, ...environmentSettings(environment, given), ...given };
  return decided;
}

function environmentSettings(
  _environment: ModelEnvironment | undefined,
  _given: ModelConfiguration,
): Partial<ModelSettings> {
  return {};
}

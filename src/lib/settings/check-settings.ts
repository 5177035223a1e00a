import { AutodyneError } from '../errors/autodyne-error.ts';
import { regionWays } from '../errors/network-failure.ts';
import { isLoopback } from './loopback.ts';
import { missingIn, type ResolvedSettings, settingOf } from './resolve-settings.ts';
import { type ResolvedSetting, SETTING_ROWS, type SettingKey, type Settings } from './settings.ts';
import { shownUrl } from './shown-url.ts';

export interface SettingsCheck {
  /** Allow plain `http:` to a host that is not loopback. */
  allowHttp?: boolean;
  /** Settings that may be missing although their row says required; they are then empty. */
  optional?: readonly SettingKey[];
}

/**
 * Turns resolved settings into {@link Settings}.
 * @throws AutodyneError `InvalidSettings` that names each missing variable, where it was searched for and how to set
 *   it, or the first value that cannot be used.
 */
export function settingsFrom(resolved: ResolvedSettings, check: SettingsCheck = {}): Settings {
  const missing = missingIn(resolved).filter(({ key }) => !check.optional?.includes(key));
  if (missing.length > 0) throw missingSettings(missing, resolved);
  const value = (key: SettingKey): string | undefined => settingOf(resolved, key)?.value;
  const settings: Settings = {
    accessKeyId: value('accessKeyId') ?? '',
    secretAccessKey: value('secretAccessKey') ?? '',
    sessionToken: value('sessionToken'),
    region: value('region') ?? '',
    tableName: value('tableName') ?? '',
    endpointUrl: value('endpointUrl'),
    proxyUrl: value('proxyUrl') ?? '',
    cloudwatchUrl: value('cloudwatchUrl'),
    isReadOnly: isTrue(value('isReadOnly')),
    planUnits: Number(value('planUnits')),
    allowHttp: check.allowHttp ?? false,
  };
  for (const setting of resolved.settings) {
    const problem = problemOf(setting, settings.allowHttp);
    if (problem !== undefined) throw invalid(setting, ...problem);
  }
  return settings;
}

/** Everything that is not a clear "no" is a "yes": a switch that protects data errs on the safe side. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && !['0', 'false', 'no', 'off'].includes(value.toLowerCase());
}

function missingSettings(missing: readonly ResolvedSetting[], resolved: ResolvedSettings): AutodyneError {
  const { prefix, envFile, otherPrefixes, waysOut = [] } = resolved;
  const names = missing.map(({ key, variable }) => {
    const flag = SETTING_ROWS.find((row) => row.key === key)?.flag;
    return flag === undefined || resolved.givenAs !== 'flag' ? variable : `${variable} (or --${flag})`;
  });
  const file = envFile.isThere ? envFile.path : `${envFile.path}, which does not exist`;
  const as = prefix === 'AUTODYNE' ? '' : ` --as ${prefix}`;
  return new AutodyneError(
    'InvalidSettings',
    `missing settings: ${names.join(', ')}; looked for in the environment and in ${file}`,
    {
      details: { missing: missing.map((setting) => setting.variable) },
      suggestions: [
        ...otherPrefixes.map((name) => `to use the settings of another add-on: --as ${name}`),
        ...waysOut,
        `get them from your app: autodyne config pull --app APP${as}`,
        'or write them to a file named .env in this folder',
        ...(waysOut.length > 0 ? [] : [`or use a local table: autodyne local${as} --write-env`]),
      ],
    },
  );
}

/** The problem of a plan's request units, as a phrase to follow their name. */
export function planUnitsProblem(value: string): string | undefined {
  if (/^[1-9]\d{0,14}$/.test(value)) return undefined;
  return `is not a positive whole number of request units: "${value}"`;
}

type Problem = [message: string, suggestion?: string];

/** The problem of a value, if there is one; never contains the value itself where it is a secret. */
function problemOf({ key, value, isSecret }: ResolvedSetting, allowHttp: boolean): Problem | undefined {
  if (value === undefined) return undefined;
  if (isSecret && !/^[\x21-\x7e]+$/.test(value)) {
    return ['contains a space, a line break or a non-ASCII character', 'check how it is quoted'];
  }
  if (key === 'region' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) {
    const [near = 'for example us-east-1'] = regionWays(value).slice(0, -1);
    return [`is not a valid region name: "${value}"`, near];
  }
  if (key === 'tableName' && !/^[a-zA-Z0-9_.-]{3,255}$/.test(value)) {
    const rule = 'a table name has 3 to 255 of the characters a-z, A-Z, 0-9, _, . and -';
    return [`is not a valid table name: "${value}"`, rule];
  }
  const planProblem = key === 'planUnits' ? planUnitsProblem(value) : undefined;
  if (planProblem !== undefined) return [planProblem];
  const isUrl =
    key === 'endpointUrl' || key === 'cloudwatchUrl' || (key === 'proxyUrl' && value !== 'direct');
  return isUrl ? problemOfUrl(value, allowHttp) : undefined;
}

function problemOfUrl(value: string, allowHttp: boolean): Problem | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return [`is not an http or https URL: "${shownUrl(value)}"`];
  }
  if (url.username !== '' || url.password !== '') {
    return ['contains a user name or password, which autodyne does not send'];
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url)) {
    return [
      `uses plain HTTP to another machine: ${url.origin}`,
      'use https, or add --allow-http if you trust the network',
    ];
  }
  return undefined;
}

function invalid({ variable, from }: ResolvedSetting, message: string, suggestion?: string): AutodyneError {
  return new AutodyneError('InvalidSettings', `${variable} (from ${from}) ${message}`, {
    suggestions: suggestion === undefined ? [] : [suggestion],
    details: { variable },
  });
}

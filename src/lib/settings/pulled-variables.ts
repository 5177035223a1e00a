import { AutodyneError } from '../errors/autodyne-error.ts';
import type { Variables } from './env-file.ts';
import { prefixesIn } from './prefix.ts';
import { SETTING_ROWS } from './settings.ts';

/**
 * The config vars of the add-on that is attached to an app under `prefix`, out of all of the app's.
 * @throws AutodyneError `InvalidSettings` when the app has none, or not all that are required.
 */
export function pulledVariables(configVars: Variables, app: string, prefix: string): Variables {
  const pulled = Object.fromEntries(
    Object.entries(configVars).filter(([name]) => name.startsWith(`${prefix}_`)),
  );
  const missing = SETTING_ROWS.filter((row) => row.isRequired)
    .map((row) => `${prefix}_${row.suffix}`)
    .filter((name) => !pulled[name]);
  if (missing.length === 0) return pulled;
  const others = prefixesIn(configVars).filter((other) => other !== prefix);
  throw new AutodyneError('InvalidSettings', `app "${app}" has no ${missing.join(', ')}`, {
    details: { app, missing },
    suggestions: [
      ...others.map((other) => `an add-on is attached to it as ${other}: --as ${other}`),
      `attach one: heroku addons:create autodyne --app ${app}`,
    ],
  });
}

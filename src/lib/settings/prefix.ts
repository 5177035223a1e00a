import { AutodyneError } from '../errors/autodyne-error.ts';
import { DEFAULT_PREFIX } from './settings.ts';

/**
 * The variables' prefix for an add-on that is attached as `name`: `autodyne-blue` gives `AUTODYNE_BLUE`, as Heroku
 * names the config vars of an attachment.
 * @throws AutodyneError `InvalidUsage` where no variable can have that name.
 */
export function settingsPrefix(name: string = DEFAULT_PREFIX): string {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  if (/^[A-Z][A-Z0-9_]*$/.test(prefix)) return prefix;
  throw new AutodyneError('InvalidUsage', `"${name}" is not a valid add-on name`, {
    suggestions: ['a name has letters, digits, - and _, as heroku addons shows it after "as"'],
  });
}

/** The prefixes under which `variables` have a complete set for an add-on, in order. */
export function prefixesIn(variables: Readonly<Record<string, string | undefined>>): string[] {
  const suffix = '_AWS_SECRET_ACCESS_KEY';
  return Object.keys(variables)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter((prefix) => variables[`${prefix}_AWS_ACCESS_KEY_ID`] && variables[`${prefix}_TABLE_NAME`])
    .sort();
}

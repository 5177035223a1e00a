import { renderColumns } from './columns.ts';

interface ShownSetting {
  name: string;
  value: string | null;
  from: string;
  isRequired: boolean;
}

/** The settings for a person: a line each, then which file was looked at. */
export function renderConfig(config: {
  envFile: { path: string; isThere: boolean };
  settings: readonly ShownSetting[];
}): string {
  const rows = config.settings.map(({ name, value, from, isRequired }) => [
    name,
    value ?? '-',
    value === null ? (isRequired ? 'missing' : 'not set') : from,
  ]);
  const { path, isThere } = config.envFile;
  const file = `settings file: ${path}${isThere ? '' : ' (not there)'}`;
  return `${renderColumns(['setting', 'value', 'from'], rows)}\n\n${file}`;
}

import { drawFacts } from './draw-facts.ts';

interface ShownSetting {
  name: string;
  value: string | null;
  from: string;
  isRequired: boolean;
}

/** One line for each setting, then the path of the settings file. */
export function renderConfig(config: {
  envFile: { path: string; isThere: boolean };
  settings: readonly ShownSetting[];
}): string {
  const { settings, envFile } = config;
  const lines = drawFacts([
    { header: 'setting', cells: settings.map(({ name }) => name) },
    { header: 'value', cells: settings.map(({ value }) => value ?? '-') },
    { header: 'from', cells: settings.map(fromText) },
  ]);
  const file = `settings file: ${envFile.path}${envFile.isThere ? '' : ' (not found)'}`;
  return [...lines, '', file].join('\n');
}

function fromText({ value, from, isRequired }: ShownSetting): string {
  if (value !== null) return from;
  return isRequired ? 'missing' : 'not set';
}

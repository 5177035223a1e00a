import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_REGIONS } from '../../lib/errors/aws-regions.ts';
import { parseJson } from '../../lib/json/parse-json.ts';
import { JSON_SUMMARY } from '../flags/flags.ts';

/** Possible values of a flag or an argument; `programs` are those of the machine, after `--`. */
export type Completion =
  | { kind: 'options'; options: readonly string[] }
  | { kind: 'files' | 'folders' | 'indexes' | 'programs' | 'nothing' };

export interface CompletedFlag {
  /** With its hyphens. */
  name: string;
  summary: string;
  isMultiple: boolean;
  /** Every command has it. */
  isGlobal: boolean;
  /** Names of the flags that cannot be given together with it, its other spellings included. */
  excludes: readonly string[];
  /** Of its value; `undefined` for a flag without one. */
  value: Completion | undefined;
}

export interface CompletedCommand {
  /** As it is typed: `dump verify`. */
  name: string;
  summary: string;
  flags: readonly CompletedFlag[];
  /** Of its arguments, all alike; `undefined` if it has none. */
  argument: Completion | undefined;
}

/** The parts of `oclif.manifest.json` that are completed. */
interface Manifest {
  commands: Record<string, ManifestCommand>;
}

interface ManifestCommand {
  hidden?: boolean;
  summary?: string;
  args?: Record<string, { description?: string; hidden?: boolean }>;
  flags?: Record<string, ManifestFlag>;
}

interface ManifestFlag {
  name: string;
  type: 'boolean' | 'option';
  aliases?: string[];
  allowNo?: boolean;
  char?: string;
  exclusive?: string[];
  helpGroup?: string;
  helpValue?: string;
  hidden?: boolean;
  multiple?: boolean;
  options?: string[];
  summary?: string;
}

const NOTHING: Completion = { kind: 'nothing' };

/** The commands of the package whose folder is `root`, from the manifest that its build made. */
export function completedCommands(root: string): CompletedCommand[] {
  const { commands } = parseJson(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as Manifest;
  const own = Object.entries(commands)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([id, command]) => completedCommand(id.replaceAll(':', ' '), command));
  const help: CompletedCommand = {
    name: 'help',
    summary: 'show the help of a command',
    flags: [],
    argument: options(own.map(({ name }) => name).filter((name) => !name.includes(' '))),
  };
  return [...own, help].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function completedCommand(name: string, { args = {}, flags = {}, summary = '' }: ManifestCommand) {
  const shown = Object.values(flags).filter(({ hidden }) => hidden !== true);
  const [argument] = Object.entries(args).filter(([, { hidden }]) => hidden !== true);
  return {
    name,
    summary,
    flags: [...shown.flatMap(spellings), HELP],
    argument: argument && argumentCompletion(name, argument[0], argument[1].description ?? ''),
  };
}

const HELP: CompletedFlag = {
  name: '--help',
  summary: 'show the help of this command',
  isMultiple: false,
  isGlobal: true,
  excludes: [],
  value: undefined,
};

/** A flag by each name that it has: the letter, aliases, and its negation. */
function spellings(flag: ManifestFlag): CompletedFlag[] {
  const { aliases = [], allowNo, char, exclusive = [], helpGroup, multiple = false, name, type } = flag;
  const names = [name, ...aliases, ...(allowNo === true ? [`no-${name}`] : [])].map((one) => `--${one}`);
  if (char !== undefined) names.push(`-${char}`);
  const value = type === 'option' ? flagCompletion(flag) : undefined;
  const summary = name === 'json' ? JSON_SUMMARY : (flag.summary ?? '');
  return names.map((one) => ({
    name: one,
    summary,
    isMultiple: multiple,
    isGlobal: helpGroup === 'GLOBAL',
    excludes: [...names.filter((other) => other !== one), ...exclusive.map((other) => `--${other}`)],
    value,
  }));
}

function flagCompletion({ name, options: choices, helpValue = '' }: ManifestFlag): Completion {
  if (choices !== undefined) return options(choices);
  if (name === 'index') return { kind: 'indexes' };
  if (name === 'region') return options(AWS_REGIONS);
  if (/FILE|PATH/.test(helpValue)) return { kind: 'files' };
  if (/DIR|FOLDER/.test(helpValue)) return { kind: 'folders' };
  // Of `auto|N` and `all|keys|include:A,B`, what is typed as it stands.
  const fixed = helpValue.split('|').flatMap((part) => /^(?:[a-z\d]+:?)(?=$|[A-Z])/.exec(part)?.[0] ?? []);
  return fixed.length > 0 ? options(fixed) : NOTHING;
}

function argumentCompletion(command: string, name: string, description: string): Completion {
  if (command === 'local') return { kind: 'programs' };
  if (command === 'autocomplete') return options(['bash', 'zsh']);
  if (/\b(?:files?|folder|dump|shares)\b/.test(description)) return { kind: 'files' };
  return name === 'index' ? { kind: 'indexes' } : NOTHING;
}

function options(names: readonly string[]): Completion {
  return { kind: 'options', options: names };
}

import { readFileSync } from 'node:fs';
import { Config } from '@oclif/core';
import { memberOf, parseJson } from '../../lib/json/parse-json.ts';
import type { BaseCommand } from '../command/base-command.ts';

interface CommandClass {
  new (argv: string[], config: Config): BaseCommand;
  id: string;
  args: object;
  strict: boolean;
}

/** Loads the module of a command, by the framework's id (`dump:verify`). */
export type CommandTable = Readonly<Record<string, () => { default: CommandClass }>>;

/**
 * The command that the arguments name beyond doubt, ready to run without a search: the framework would read
 * package.json, the manifest and a plugin from the disk, and all of it three times (15 ms).
 * @returns `undefined` where the framework has to decide: help, another way to write a name, a mistyped one.
 */
export function directCommand(
  root: string,
  argv: readonly string[],
  commands: CommandTable,
): BaseCommand | undefined {
  if (argv.includes('--help')) return undefined;
  const [first = '', second = ''] = argv;
  const nested = `${first}:${second}`;
  const id = Object.hasOwn(commands, nested) ? nested : first;
  if (!Object.hasOwn(commands, id) || first.includes(':')) return undefined;
  const rest = argv.slice(id.split(':').length);
  const found = commands[id]?.().default;
  if (found === undefined || !isForArguments(rest[0], found)) return undefined;
  found.id = id;
  return new found(rest, configOf(root));
}

/** The framework takes the next word for a part of the name if the command has no arguments. */
function isForArguments(next: string | undefined, { args, strict }: CommandClass): boolean {
  if (next === undefined || next.startsWith('-') || next.includes('=')) return true;
  return !strict || Object.keys(args).length > 0;
}

/** With all that commands and the framework's base of them ask for, as `Config.load` would fill it in. */
function configOf(root: string): Config {
  const config = new Config({ root });
  const pjson = parseJson(readFileSync(`${root}/package.json`, 'utf8'));
  const version = String(memberOf(pjson, 'version'));
  const bin = 'autodyne';
  const userAgent = `${bin}/${version} ${process.platform}-${process.arch} node-${process.version}`;
  const facts = { name: bin, bin, version, pjson, root, dirname: bin, topicSeparator: ' ', userAgent };
  // There are no hooks; the framework looks for those of the package itself.
  return Object.assign(config, facts, { rootPlugin: { root, hooks: {} } }) as Config;
}

import { stripVTControlCharacters } from 'node:util';
import { type Command, CommandHelp, Help, type Interfaces } from '@oclif/core';
import { JSON_SUMMARY } from '../flags/flags.ts';
import { palette } from '../render/palette.ts';
import { wrapCommand, wrapText } from '../text/wrap-text.ts';

type Flag = Command.Flag.Any;

/** A longer group of alternatives may be broken. */
const LONGEST_GROUP = 60;

/** Above this number, alternatives are not shown in the usage line: it would be unreadable. */
const MOST_ALTERNATIVES = 3;

/** The help of the framework, without repetitions, and with a usage line that fits on a screen. */
export class AutodyneHelp extends Help {
  protected override CommandHelpClass = AutodyneCommandHelp;
  #isTitle = false;

  /** Colors as everywhere else: the framework would also print them into a file with FORCE_COLOR. */
  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    super(config, { ...options, stripAnsi: palette(process.stdout).level === 0 });
  }

  override wrap(body: string, spacing = this.indentSpacing): string {
    return wrapText(this.render(body), this.opts.maxWidth - spacing);
  }

  /** The title and what stands outside of sections, which the framework does not strip. */
  protected override log(...args: string[]): void {
    super.log(...(this.opts.stripAnsi ? args.map((text) => stripVTControlCharacters(text)) : args));
  }

  /** Topics that are commands too stand among the commands. */
  protected override get sortedTopics(): Interfaces.Topic[] {
    const commands = new Set(this.config.commandIDs.map((id) => id.replaceAll(':', ' ')));
    return super.sortedTopics.filter(({ name }) => !commands.has(name.replaceAll(':', ' ')));
  }

  override formatRoot(): string {
    return this.#wrapFirst(super.formatRoot());
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    this.#isTitle = true;
    await super.showCommandHelp(command);
  }

  protected override formatCommand(command: Command.Loadable): string {
    this.#isTitle = false;
    return super.formatCommand(command);
  }

  /** In lower case without a full stop, also for the commands of the framework. */
  protected override summary(command: Command.Loadable): string | undefined {
    const summary = super
      .summary(command)
      ?.replace(/^[A-Z](?=[a-z])/, lower)
      .replace(/\.$/, '');
    return this.#isTitle && summary !== undefined ? this.wrap(summary, 0) : summary;
  }

  #wrapFirst(text: string): string {
    const [first = '', ...rest] = text.split('\n');
    return [this.wrap(first, 0), ...rest].join('\n');
  }
}

/** Keeps a flag and its value on one line. */
const NO_BREAK = '\u00a0';

class AutodyneCommandHelp extends CommandHelp {
  override wrap(body: string, spacing = this.indentSpacing): string {
    return wrapText(this.render(body), this.opts.maxWidth - spacing);
  }

  protected override usage(): string {
    const { id, usage } = this.command;
    const lines = usage === undefined ? [this.defaultUsage()] : [usage].flat();
    const width = this.opts.maxWidth - this.indentSpacing;
    return lines
      .map((line) => this.render(`$ ${this.config.bin} ${line.replace(id, '<%= command.id %>')}`))
      .map((line) => wrapText(line, width, '  ').replaceAll(NO_BREAK, ' '))
      .join('\n');
  }

  /** Commands that are too long go on in the next line, as they may be typed. */
  protected override examples(examples: Command.Example[] | undefined | string): string | undefined {
    const width = this.opts.maxWidth - this.indentSpacing;
    return super
      .examples(examples)
      ?.split('\n')
      .map((line) => wrapCommand(line, width))
      .join('\n');
  }

  protected override defaultUsage(): string {
    const { args, flags, id, strict } = this.command;
    const parts = Object.values(args ?? {})
      .filter(({ hidden }) => !hidden)
      .map((arg) => {
        const name = `${arg.name.toUpperCase()}${arg.multiple || strict === false ? '...' : ''}`;
        return arg.required ? name : `[${name}]`;
      });
    const shown = Object.values(flags ?? {}).filter(({ hidden }) => !hidden);
    const own = shown.filter(({ helpGroup }) => helpGroup === undefined);
    const hasGlobal = own.length < shown.length;
    return [id, ...parts, ...usageOf(own), ...(hasGlobal ? [`[GLOBAL${NO_BREAK}FLAGS]`] : [])].join(' ');
  }

  /** Without the summary, which is printed at the top; its lines are wrapped once, here. */
  protected override description(): string | undefined {
    const { description, summary } = this.command;
    if (!description || description === summary || summary === undefined) return undefined;
    return this.wrap(description.replace(/(?<![.:\n])\n(?!\n)/g, ' '));
  }

  protected override flags(flags: Flag[]): [string, string | undefined][] | undefined {
    return super.flags(
      flags.map((flag) => (flag.name === 'json' ? { ...flag, description: JSON_SUMMARY } : flag)),
    );
  }
}

/** The flags of a usage line: required ones first, alternatives together. */
function usageOf(flags: readonly Flag[]): string[] {
  const left = [...flags.filter(({ required }) => required), ...flags.filter(({ required }) => !required)];
  const parts: string[] = [];
  for (let flag = left.shift(); flag !== undefined; flag = left.shift()) {
    const group = [flag];
    for (const other of [...left])
      if (group.every((member) => areAlternatives(member, other))) {
        group.push(other);
        left.splice(left.indexOf(other), 1);
      }
    const texts = group.map((member) => flagText(member).replaceAll(' ', NO_BREAK));
    const whole = texts.join(`${NO_BREAK}|${NO_BREAK}`);
    const text = whole.length <= LONGEST_GROUP ? whole : texts.join(`${NO_BREAK}| `);
    parts.push(flag.required ? text : `[${text}]`);
  }
  return parts;
}

function areAlternatives(one: Flag, other: Flag): boolean {
  return excludes(one, other) || excludes(other, one);
}

function excludes({ exclusive = [] }: Flag, { name }: Flag): boolean {
  return exclusive.length <= MOST_ALTERNATIVES && exclusive.includes(name);
}

function flagText(flag: Flag): string {
  if (flag.type === 'boolean') return `--${flag.allowNo ? '[no-]' : ''}${flag.name}`;
  const { helpValue = flag.options?.join('|') ?? '<value>', multiple } = flag;
  return `--${flag.name} ${[helpValue].flat().join(' ')}${multiple ? '...' : ''}`;
}

function lower(letter: string): string {
  return letter.toLowerCase();
}

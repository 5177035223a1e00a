import { countText } from '../../lib/errors/count-text.ts';
import { type ResolvedSettings, settingOf } from '../../lib/settings/resolve-settings.ts';
import type { ConsumedUnits } from '../../lib/usage/unit-meter.ts';
import { commandSettings } from '../command/settings.ts';
import { completedCommands } from '../completion/completed-command.ts';
import { cleanText } from '../render/clean-text.ts';
import { writeStderr } from '../render/output.ts';
import { stateFolder } from '../system/state-folder.ts';
import { completeLine } from './complete-line.ts';
import { History } from './history.ts';
import { isEnd, runText, type ShellOptions } from './run-text.ts';
import type { SharedFlags } from './shell-arguments.ts';
import { TableNames } from './table-names.ts';
import { TerminalLines } from './terminal-lines.ts';

/** After these, the shell may have another table, or the table other indexes. */
const CHANGES_NAMES = /^\s*(autodyne\s+)?(config|index|models|restore)\b/;

/** Runs the lines that a person types, until `.exit` or Ctrl-D. */
export async function runTypedLines(options: ShellOptions): Promise<void> {
  const { flags, line, session } = options;
  const settings = (): ResolvedSettings | undefined => settingsOf(flags);
  const secrets = settings()?.settings.flatMap(({ isSecret, value }) => (isSecret ? (value ?? []) : []));
  const history = new History(stateFolder(), secrets ?? []);
  const names = new TableNames(settings, session, options.clientOptions);
  const lines = new TerminalLines({
    history: history.read(),
    complete: (typed) =>
      completeLine(typed, {
        commands: completedCommands(line.root).filter(({ name }) => name !== 'shell'),
        dotCommands: ['.exit'],
        attributes: async () => [...new Set([...(await names.get()).keys, ...session.attributeNames])],
        indexes: async () => (await names.get()).indexes,
      }),
  });
  writeStderr('type commands without "autodyne"; Tab completes; .exit or Ctrl-D ends the shell');
  for (let begun = ''; ; ) {
    const own = prompt(settings(), session.units);
    const onCanceled = (): string => {
      begun = '';
      return own;
    };
    const typed = await lines.next(begun === '' ? own : '> ', onCanceled);
    if (typed === undefined || (begun === '' && isEnd(typed))) return;
    if (history.isKept(typed)) history.add(typed);
    else lines.forget(typed);
    const text = begun + typed;
    begun = (await runText(text, options)) === 'open' ? `${text}\n` : '';
    if (CHANGES_NAMES.test(text)) names.forget();
  }
}

/** For example `music (1.5 read, 1 write)> `: the table, and the units of the line before. */
function prompt(resolved: ResolvedSettings | undefined, units: ConsumedUnits | undefined): string {
  const table = (resolved && settingOf(resolved, 'tableName')?.value) ?? 'autodyne';
  const consumed = (['read', 'write'] as const).flatMap((kind) =>
    units === undefined || units[kind] === 0 ? [] : [`${countText(units[kind])} ${kind}`],
  );
  return `${cleanText(table)}${consumed.length === 0 ? '' : ` (${consumed.join(', ')})`}> `;
}

/** Each line reads them anew, and says itself if they are wrong. */
function settingsOf(flags: SharedFlags): ResolvedSettings | undefined {
  try {
    return commandSettings(flags).resolved;
  } catch {
    return undefined;
  }
}

import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { writeStderr } from '../render/output.ts';
import { ask, canAsk } from './ask.ts';

/**
 * Requires the table name before data is lost: from `--confirm NAME`, or typed at a prompt if stdin is a terminal.
 * @param consequence what will happen, as a sentence: `This deletes all items of table "music".`
 * @param options `details`: lines that are shown before the name is asked for, or refused for being absent
 * @throws AutodyneError `InvalidUsage` when the name is missing or different, `Interrupted` for Ctrl-C; nothing was changed
 */
export async function confirmTable(
  tableName: string,
  consequence: string,
  options: { confirmed: string | undefined; mayAsk: boolean; details?: readonly string[] },
): Promise<void> {
  const { confirmed, mayAsk, details = [] } = options;
  const isAsked = mayAsk && canAsk();
  const given = confirmed ?? (isAsked ? await askForName(tableName, [consequence, ...details]) : undefined);
  assertTableName(tableName, given);
  if (given !== undefined) return;
  if (!isAsked) details.forEach(writeStderr);
  throw new AutodyneError('InvalidUsage', `${consequence} Confirmation is required`, {
    suggestions: [rerun(tableName)],
  });
}

/**
 * Refuses a wrong name before any item is read. `undefined` is accepted.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertTableName(tableName: string, given: string | undefined): void {
  if (given === undefined || given === tableName) return;
  throw new AutodyneError(
    'InvalidUsage',
    `"${given}" does not match the table name "${tableName}"; nothing was changed`,
    { suggestions: [rerun(tableName)] },
  );
}

function rerun(tableName: string): string {
  return `to proceed, re-run this command with --confirm ${tableName}`;
}

function askForName(tableName: string, lines: readonly string[]): Promise<string | undefined> {
  const question = `${lines.join('\n')}\nTo proceed, type ${tableName} or re-run this command with --confirm ${tableName}: `;
  return ask(question, 'interrupted; nothing was changed');
}

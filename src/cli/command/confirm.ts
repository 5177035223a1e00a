import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { ask, canAsk } from './ask.ts';

/**
 * Requires the table name before data is lost: from `--confirm NAME`, or typed at a prompt if stdin is a terminal.
 * @param consequence what will happen, as a sentence: `This deletes all items of table "music".`
 * @throws AutodyneError `InvalidUsage` when the name is missing or different, `Interrupted` for Ctrl-C; nothing was changed
 */
export async function confirmTable(
  tableName: string,
  consequence: string,
  options: { confirmed: string | undefined; mayAsk: boolean },
): Promise<void> {
  const given = options.confirmed ?? (await askForName(tableName, consequence, options.mayAsk));
  assertTableName(tableName, given);
  if (given !== undefined) return;
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

async function askForName(
  tableName: string,
  consequence: string,
  mayAsk: boolean,
): Promise<string | undefined> {
  if (!mayAsk || !canAsk()) return undefined;
  const question = `${consequence}\nTo proceed, type ${tableName} or re-run this command with --confirm ${tableName}: `;
  return ask(question, 'interrupted; nothing was changed');
}

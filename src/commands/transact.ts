import { randomUUID } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import { assertWritable, BaseCommand } from '../cli/command/base-command.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import { budgetFlags, type UnitEstimate, unitEstimate, unitEstimateText } from '../cli/flags/budget-flags.ts';
import { transactionNote } from '../cli/render/notes/change-notes.ts';
import type { TransactResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { inputOf, inputText } from '../cli/system/read-input.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { loadTableSchema } from '../lib/items/read/describe-table.ts';
import { executeTransaction, transactionRequest } from '../lib/items/write/execute-transaction.ts';
import { parseTransactionFile } from '../lib/items/write/transaction-file.ts';
import { transactionUnits } from '../lib/usage/write-cost.ts';

/** Items of 4 MB as JSON, binary in base64, with room for their expressions. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

export default class Transact extends BaseCommand {
  static override summary = 'write up to 100 items, all or none of them [TransactWriteItems]';
  static override description =
    `FILE has a JSON array of actions, as --transact-items of aws dynamodb transact-write-items: Put, Update, Delete, ConditionCheck.
Items, keys and values are plain or DynamoDB JSON. TableName can be omitted. All actions are checked before the request is sent.
Exit code 2: an action is not valid; 5: a condition is false, and nothing was written.`;
  static override examples = [
    '<%= config.bin %> transact actions.json',
    `<%= config.bin %> transact '[{"Put":{"Item":{"id":"424b"}}},{"Delete":{"Key":{"id":"424a"}}}]' --dry-run`,
    '<%= config.bin %> transact - --token order-17 < actions.json',
  ];
  static override args = {
    file: Args.string({ description: 'a file, - for stdin, or JSON', required: true, ignoreStdin: true }),
  };
  static override flags = {
    token: Flags.string({
      summary: 'if you run it again with the same token within ten minutes, it is done only once',
      helpValue: 'TOKEN',
    }),
    'dry-run': Flags.boolean({ summary: 'check the actions, print the request, and send nothing' }),
    ...budgetFlags,
  };

  async run(): Promise<TransactResult | DryRun | UnitEstimate> {
    const { args, flags } = await this.parse(Transact);
    const { client, settings } = await this.connect(flags);
    if (!flags['dry-run'] && !flags.estimate) assertWritable(settings, 'execute a transaction');
    const input = await inputOf(args.file);
    const text = await inputText(input, MAX_FILE_BYTES, 'a transaction');
    const schema = await loadTableSchema(client, settings.tableName);
    const written = parseTransactionFile(text, input.name, schema);
    const token = oneToken(flags.token, written.token) ?? randomUUID();
    const request = transactionRequest(written, token);
    if (flags['dry-run']) {
      const unsent = dryRun('TransactWriteItems', endpointUrlOf(settings), request.input);
      await this.print(dryRunText(unsent));
      return unsent;
    }
    const least = { read: 0, write: transactionUnits(written.items, schema) };
    if (flags.estimate) {
      const estimate = unitEstimate(least, settings.planUnits);
      await this.print(`the transaction will consume at least ${unitEstimateText(estimate)}`);
      return estimate;
    }
    this.budget(flags['max-units'], false).assertAllows('the transaction', least);
    const { consumedCapacity = [] } = await executeTransaction(client, request);
    for (const consumed of consumedCapacity) this.meter.addWrite(consumed);
    this.note(transactionNote(written.targets));
    return { ClientRequestToken: token };
  }
}

function oneToken(given: string | undefined, written: string | undefined): string | undefined {
  if (given === undefined || written === undefined || given === written) return given ?? written;
  throw new AutodyneError('InvalidUsage', `--token is ${given}, but ClientRequestToken is ${written}`);
}

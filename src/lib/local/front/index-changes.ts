import type { HttpResponse } from '../../http/http-message.ts';
import { parseJson } from '../../json/parse-json.ts';
import { dynamoDbErrorResponse, type WireError } from '../../proxy/error-responses.ts';
import type { UpdateTableCall } from '../../proxy/update-table-policy.ts';
import {
  changeRefusal,
  type IndexChangeUnderWay,
  indexPhase,
  readRefusal,
  showIndexPhase,
  type WireTable,
} from './index-life.ts';

export interface IndexChangesOptions {
  tableName: string;
  /** Until a new index is ACTIVE. */
  delayMs: number;
  now?: () => number;
  /** Called for each change that was made; the response waits for it. */
  onChanged?: ((call: UpdateTableCall) => Promise<void> | undefined) | undefined;
  call(operation: 'DescribeTable' | 'UpdateTable', body: string): Promise<HttpResponse>;
}

/**
 * Index changes as AWS makes them, over an engine that makes them at once: keeps the one that is running, refuses
 * others as AWS does meanwhile, and shows it in the table's description. Responses that it makes have no `x-amz-crc32`.
 */
export class IndexChanges {
  readonly #options: IndexChangesOptions;
  #change: IndexChangeUnderWay | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: IndexChangesOptions) {
    this.#options = options;
  }

  /** UpdateTable, one at a time; the response is the table's description with the index CREATING or DELETING. */
  updateTable(call: UpdateTableCall): Promise<HttpResponse> {
    const response = this.#last.then(() => this.#update(call));
    this.#last = response.catch(() => undefined);
    return response;
  }

  /** The refusal of a read of the index now, if there is one. */
  readRefusal(indexName: string): WireError | undefined {
    return readRefusal(this.#change, this.#phase(), indexName);
  }

  /** DescribeTable's or UpdateTable's response, with the running change shown in it. */
  showIn(response: HttpResponse): HttpResponse {
    const phase = this.#phase();
    if (response.status !== 200 || phase === 'done') return response;
    const body = Object.entries(parseJson(response.body) as Record<string, WireTable>).map(
      ([member, table]) => [member, showIndexPhase(table, this.#change, phase)] as const,
    );
    const headers = { ...response.headers };
    delete headers['x-amz-crc32'];
    delete headers['content-length'];
    return { ...response, headers, body: JSON.stringify(Object.fromEntries(body)) };
  }

  async #update(call: UpdateTableCall): Promise<HttpResponse> {
    const { tableName } = this.#options;
    const [change] = call.GlobalSecondaryIndexUpdates;
    const kind = 'Create' in change ? 'create' : 'delete';
    const indexName = 'Create' in change ? change.Create.IndexName : change.Delete.IndexName;
    const refusal =
      this.#change && changeRefusal(this.#change, this.#phase(), { kind, indexName, tableName });
    if (refusal !== undefined) return dynamoDbErrorResponse(refusal);
    const before = kind === 'delete' ? await this.#describe() : undefined;
    if (
      before !== undefined &&
      !before.GlobalSecondaryIndexes?.some((index) => index.IndexName === indexName)
    ) {
      const message = `Requested resource not found: Index ${indexName} for table ${tableName}`;
      return dynamoDbErrorResponse({ name: 'ResourceNotFoundException', message });
    }
    const response = await this.#options.call('UpdateTable', JSON.stringify(call));
    if (response.status !== 200) return response;
    this.#change = {
      kind,
      indexName: indexName ?? '',
      startedAtMs: this.#now(),
      ...(before === undefined ? {} : { before }),
    };
    const shown = this.showIn(response);
    await this.#options.onChanged?.(call);
    return shown;
  }

  async #describe(): Promise<WireTable | undefined> {
    const { call, tableName } = this.#options;
    const response = await call('DescribeTable', JSON.stringify({ TableName: tableName }));
    return response.status === 200 ? (parseJson(response.body) as { Table?: WireTable }).Table : undefined;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #phase(): ReturnType<typeof indexPhase> {
    return indexPhase(this.#change, this.#now(), this.#options.delayMs);
  }
}

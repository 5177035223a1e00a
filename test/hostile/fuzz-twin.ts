import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import type { Signing } from '../helpers/sign-request.ts';
import { signedPost } from '../helpers/signed-fetch.ts';
import { aloneCommand } from '../helpers/soak-seeds.ts';
import { FUZZED_ITEM, FUZZED_TABLE, type FuzzedRequest, fuzzedRequest } from './fuzzed-requests.ts';

/** Longer than any request takes: the engine hangs. */
const HANG_MS = 20_000;

/** The count of each HTTP status, and the seeds that ended the engine. */
export interface FuzzOutcome {
  statuses: Record<number, number>;
  failures: string[];
}

/**
 * Sends the requests of these seeds to a twin, one after the other; after a failure, to a new twin. Each failure
 * says how its seed is run alone.
 */
export async function fuzzTwin(seeds: Iterable<number>): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = { statuses: {}, failures: [] };
  let fuzzed = await FuzzedTwin.start();
  for (const seed of seeds) {
    const request = fuzzedRequest(seed);
    const received = await fuzzed.send(request);
    if (typeof received === 'number') {
      outcome.statuses[received] = (outcome.statuses[received] ?? 0) + 1;
      continue;
    }
    outcome.failures.push(
      `${received}: ${request.operation} ${request.body}; ${aloneCommand('fuzzed-requests', seed)}`,
    );
    await fuzzed.stop();
    fuzzed = await FuzzedTwin.start();
  }
  await fuzzed.stop();
  return outcome;
}

class FuzzedTwin {
  readonly #twin: Twin;
  readonly #signing: Signing;
  #hasEnded = false;

  private constructor(twin: Twin) {
    this.#twin = twin;
    const { accessKeyId, secretAccessKey, region } = twin;
    this.#signing = { accessKeyId, secretAccessKey, region, service: 'dynamodb' };
    void twin.engineEnded.then(() => {
      this.#hasEnded = true;
    });
  }

  static async start(): Promise<FuzzedTwin> {
    const twin = await startTwin({
      tableName: FUZZED_TABLE,
      partitionKey: { name: 'id', type: 'S' },
      sortKey: { name: 'n', type: 'N' },
      indexDelayMs: 0,
    });
    const fuzzed = new FuzzedTwin(twin);
    await fuzzed.#createIndex();
    await fuzzed.send({
      operation: 'PutItem',
      body: JSON.stringify({ TableName: FUZZED_TABLE, Item: FUZZED_ITEM }),
    });
    return fuzzed;
  }

  /** The status of the response, or what went wrong with the engine. */
  async send({ operation, body }: FuzzedRequest): Promise<number | string> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    let timer: NodeJS.Timeout | undefined;
    const hang = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('the engine hangs'), HANG_MS);
    });
    const url = `${this.#twin.endpointUrl}/`;
    const received = signedPost(url, { ...this.#signing, headers, body }).then(({ status, text }) =>
      status < 500 ? status : `${status} ${text}`,
    );
    try {
      const outcome = await Promise.race([received, hang]);
      return this.#hasEnded ? 'the engine died' : outcome;
    } catch (error) {
      return String(error);
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): Promise<void> {
    return this.#twin.stop();
  }

  async #createIndex(): Promise<void> {
    const { accessKeyId, secretAccessKey, region, proxyUrl } = this.#twin;
    const body = JSON.stringify({
      TableName: FUZZED_TABLE,
      AttributeDefinitions: [
        { AttributeName: 'g', AttributeType: 'S' },
        { AttributeName: 'n', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byG',
            KeySchema: [
              { AttributeName: 'g', KeyType: 'HASH' },
              { AttributeName: 'n', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-target': 'DynamoDB_20120810.UpdateTable',
    };
    const { status, text } = await signedPost(proxyUrl, {
      accessKeyId,
      secretAccessKey,
      region,
      headers,
      body,
    });
    if (status !== 200) throw new Error(text);
  }
}

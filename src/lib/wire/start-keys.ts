import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notDynamoDb } from './response-shape.ts';

type Key = Readonly<Record<string, AttributeValue>>;

/** The most keys that are kept: a longer circle is followed until the work's other bounds end it. */
const KEPT_KEYS = 1000;

/**
 * The start keys of the pages of one Scan or Query. Each page starts behind the one before; a server that returns a key
 * again would be followed for ever.
 */
export class StartKeys {
  readonly #operation: string;
  readonly #seen = new Set<string>();

  constructor(operation: string, first: Key | undefined) {
    this.#operation = operation;
    if (first !== undefined) this.#seen.add(identityOf(first));
  }

  /** @throws AutodyneError `Unreachable` for a key from which pages were requested before */
  add(key: Key): void {
    const identity = identityOf(key);
    if (this.#seen.has(identity))
      throw notDynamoDb(
        this.#operation,
        'its "LastEvaluatedKey" is that of an earlier page, so the read would never end',
      );
    this.#seen.add(identity);
    const [oldest] = this.#seen;
    if (this.#seen.size > KEPT_KEYS && oldest !== undefined) this.#seen.delete(oldest);
  }
}

function identityOf(key: Key): string {
  return JSON.stringify(
    Object.entries(key)
      .sort(([name], [other]) => (name < other ? -1 : 1))
      .map(([name, { S, N, B }]) => [
        name,
        S ?? null,
        N ?? null,
        B ? Buffer.from(B).toString('base64') : null,
      ]),
  );
}

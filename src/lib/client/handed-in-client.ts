import { AutodyneError } from '../errors/autodyne-error.ts';
import { originIfOurs } from './client-origin.ts';

/**
 * A `DynamoDBClient` or `DynamoDBDocumentClient` as far as it is used here, so that one of another copy of the SDK is
 * of this type too. Of a document client only what is below its plain values is used: items are typed both ways.
 */
export interface SdkClient {
  readonly config: object;
  send(command: never, options?: never): Promise<unknown>;
  destroy(): void;
}

/** The first SDK whose clients have the protocol in their configuration, by which commands of any copy are written. */
const NEEDED_SDK = '3.928.0';

/** A client that an app made, and what it may be used for. */
export class HandedInClient {
  readonly client: SdkClient;
  /** Every write is refused before a request is made. */
  readonly isReadOnly: boolean;

  constructor(client: SdkClient, isReadOnly: boolean) {
    this.client = client;
    this.isReadOnly = isReadOnly;
  }
}

/**
 * An app's own client, for whatever sends requests here. It keeps its endpoint, keys, retries and middleware, and the
 * app destroys it.
 * @param options `readOnly`: writes through what is returned are refused, as AUTODYNE_READONLY asks for; the client
 *   itself, which is the app's, is not changed
 * @example clientHandedIn(new DynamoDBClient({ region }), { readOnly: settings.isReadOnly })
 * @throws AutodyneError `InvalidUsage` for what is no client of DynamoDB, or one of an SDK that is too old
 */
export function clientHandedIn(
  client: SdkClient,
  { readOnly = false }: { readOnly?: boolean } = {},
): HandedInClient {
  checkSdkClient(client);
  return new HandedInClient(client, readOnly);
}

/** @throws AutodyneError `InvalidUsage` for what is no client of DynamoDB, or one of an SDK that is too old */
export function checkSdkClient(client: SdkClient): void {
  if (originIfOurs(client) !== undefined) return;
  const { serviceId, protocol } = ((client as Partial<SdkClient> | undefined)?.config ?? {}) as {
    serviceId?: unknown;
    protocol?: unknown;
  };
  if (serviceId !== 'DynamoDB') {
    const found = typeof serviceId === 'string' ? `: it is one of ${serviceId}` : '';
    throw new AutodyneError('InvalidUsage', `the client is not a client of DynamoDB${found}`, {
      suggestions: ['hand in a DynamoDBClient or a DynamoDBDocumentClient of the AWS SDK for JavaScript v3'],
    });
  }
  if (protocol !== undefined) return;
  throw new AutodyneError(
    'InvalidUsage',
    'the client is of an AWS SDK that is too old: it has no protocol in its configuration',
    { suggestions: [`update @aws-sdk/client-dynamodb and @aws-sdk/lib-dynamodb to ${NEEDED_SDK} or later`] },
  );
}

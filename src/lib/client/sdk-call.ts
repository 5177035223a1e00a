import * as sdk from '@aws-sdk/client-dynamodb';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import { fromAwsError } from '../errors/from-aws-error.ts';
import type { SdkClient } from './handed-in-client.ts';
import { LosslessJsonProtocol } from './protocol.ts';

/** The SDK's name for DynamoDB's JSON protocol. */
const JSON_PROTOCOL = 'aws.protocols#awsJson1_0';

interface SdkConfig {
  protocol: { getShapeId?(): string };
  protocolSettings?: ConstructorParameters<typeof LosslessJsonProtocol>[0];
  endpoint?(): Promise<{ protocol: string; hostname: string; port?: number }>;
}

/** For error messages. */
export interface CallNames {
  tableName: string;
  indexName: string | undefined;
}

/**
 * Calls one operation through a client of the SDK, with its own retries and middleware; items are typed, whichever
 * client it is. The one file that needs the SDK's commands: it is loaded when a client is first handed in.
 * @returns the output without the SDK's `$metadata`
 * @throws AutodyneError as the service fails
 */
export async function callBySdk(
  client: SdkClient,
  operation: string,
  input: object,
  { tableName, indexName, signal }: CallNames & { signal?: AbortSignal | undefined },
): Promise<Record<string, unknown>> {
  const config = client.config as SdkConfig;
  const command = commandOf(operation, input);
  readLossless(command, config);
  // An object for options, even an empty one: a client that caches by command would not take this one's middleware.
  const options = { abortSignal: signal };
  try {
    const sent = await client.send(command as never, options as never);
    const { $metadata: _, ...output } = sent as Record<string, unknown>;
    return output;
  } catch (error) {
    throw fromAwsError(error, { operation, tableName, indexName, endpointUrl: await endpointOf(config) });
  }
}

type Command = sdk.GetItemCommand;

function commandOf(operation: string, input: object): Command {
  const commands = sdk as unknown as Record<string, new (input: object) => Command>;
  const OperationCommand = commands[`${operation}Command`];
  if (OperationCommand === undefined) throw new TypeError(`the SDK has no command for ${operation}`);
  return new OperationCommand(input);
}

/** Lets a command's response be read as ours are, without losing a name; a client with another protocol keeps its own. */
function readLossless(command: Command, config: SdkConfig): void {
  const { protocol, protocolSettings } = config;
  if (protocolSettings === undefined || protocol.getShapeId?.() !== JSON_PROTOCOL) return;
  const lossless = { ...config, protocol: new LosslessJsonProtocol(protocolSettings) };
  command.middlewareStack.use(getSchemaSerdePlugin(lossless as never) as never);
}

/** As its owner gave it; one that the SDK finds by the region is not known beforehand. */
async function endpointOf({ endpoint }: SdkConfig): Promise<string | undefined> {
  const found = await endpoint?.();
  if (found === undefined) return undefined;
  return `${found.protocol}//${found.hostname}${found.port === undefined ? '' : `:${found.port}`}`;
}

// Checked by the compiler alone (`npm run typecheck`): what the package's types allow, and what they do not.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  AutodyneError,
  type ClientOptions,
  createClient,
  createDocumentClient,
  type DocumentClientSettings,
  type DocumentNumbers,
  type ErrorCode,
  EXIT_CODES,
  isAutodyneError,
  logUnits,
  readSettings,
  type Settings,
} from '../../src/index.ts';

createClient() satisfies DynamoDBClient;
createDocumentClient() satisfies DynamoDBDocumentClient;
readSettings() satisfies Settings;
readSettings({ as: 'blue', envFile: false, region: 'eu-west-1' }).tableName satisfies string;

createClient({ region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:8000', isReadOnly: true });
createClient({}, { retry: { deadlineMs: 5_000 }, onRetry: ({ attempt }) => attempt satisfies number });
createClient({ onUnits: logUnits() });
createDocumentClient({ onUnits: ({ request, tableName }) => `${tableName} ${request.toFixed()}` });
createDocumentClient({ numbers: 'exact' }) satisfies DynamoDBDocumentClient;
const numbers: DocumentNumbers = 'bigint';
createDocumentClient({ numbers, region: 'eu-west-1' } satisfies DocumentClientSettings);
// @ts-expect-error: there is no such form of numbers
createDocumentClient({ numbers: 'float' });
// @ts-expect-error: the low-level client's numbers are text always
createClient({ numbers: 'exact' });
// @ts-expect-error: a setting has no listener
readSettings({ onUnits: logUnits() });
createDocumentClient({}, { onTrace: ({ operation, durationMs }) => `${operation} ${durationMs.toFixed()}` });

// @ts-expect-error: the name of a setting that does not exist
createClient({ regoin: 'eu-west-1' });
// @ts-expect-error: milliseconds are a number
createClient({}, { requestTimeoutMs: '5s' });
// @ts-expect-error: settings are read-only or they are not
createClient({ isReadOnly: 'yes' });

const options: ClientOptions = { maxSockets: 8 };
createClient({}, options);

const code: ErrorCode = 'Throttled';
EXIT_CODES[code] satisfies 7;
// @ts-expect-error: no such code
new AutodyneError('Trottled', 'x');

declare const thrown: unknown;
if (isAutodyneError(thrown, 'ConditionFailed')) thrown.suggestions satisfies readonly string[];

import type { ServiceClient } from '../../client/client-sender.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { TableSchema } from '../keys/key-schema.ts';
import { loadTableSchema } from './describe-table.ts';

/**
 * The error to throw in place of the service's ValidationException, which names neither file nor attribute: what
 * `check` throws, knowing the table's schema. So the schema is asked for only when something is wrong.
 */
export async function explainByRule(
  client: ServiceClient,
  tableName: string,
  error: unknown,
  check: (schema: TableSchema) => void,
  known?: TableSchema,
): Promise<unknown> {
  if (!isAutodyneError(error, 'RefusedByService')) return error;
  if (error.details.awsError !== 'ValidationException') return error;
  try {
    check(known ?? (await loadTableSchema(client, tableName)));
  } catch (explanation) {
    return isAutodyneError(explanation, 'InvalidInput') ? explanation : error;
  }
  return error;
}

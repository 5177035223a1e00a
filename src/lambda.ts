/** The entry point of the Lambda function of the proxy; `deploy/template.yaml` sets its environment. */
import { roleKeys, variable } from './app/function-environment.ts';
import { createGatewayHandler } from './lib/proxy/gateway-event.ts';
import { updateTableSender } from './lib/proxy/send-update-table.ts';

export const handler = createGatewayHandler({
  tableName: variable('TABLE_NAME'),
  tableArn: variable('TABLE_ARN'),
  updateTable: updateTableSender({
    endpointUrl: variable('DYNAMODB_URL'),
    region: variable('AWS_REGION'),
    keys: roleKeys,
    onFailure: (error) => process.stderr.write(`UpdateTable: ${String(error)}\n`),
  }),
});

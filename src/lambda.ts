/** The entry point of the proxy's Lambda function; `deploy/template.yaml` sets its environment. */
import { createGatewayHandler } from './lib/proxy/gateway-event.ts';
import { updateTableSender } from './lib/proxy/send-update-table.ts';

export const handler = createGatewayHandler({
  tableName: required('TABLE_NAME'),
  tableArn: required('TABLE_ARN'),
  updateTable: updateTableSender({
    endpointUrl: required('DYNAMODB_URL'),
    region: required('AWS_REGION'),
    keys: () => ({
      accessKeyId: required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
      sessionToken: process.env['AWS_SESSION_TOKEN'],
    }),
    onFailure: (error) => process.stderr.write(`UpdateTable: ${String(error)}\n`),
  }),
});

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment has no ${name}`);
  return value;
}

/** The entry point of the Lambda function of the usage route; `deploy/template.yaml` sets its environment. */
import { roleKeys, variable } from './app/function-environment.ts';
import { cloudWatchUsageReader } from './lib/proxy/cloudwatch-usage-reader.ts';
import { createUsageGatewayHandler } from './lib/proxy/gateway-event.ts';

const tableName = variable('TABLE_NAME');

export const handler = createUsageGatewayHandler({
  tableName,
  tableArn: variable('TABLE_ARN'),
  readUsage: cloudWatchUsageReader({
    tableName,
    dynamoDbUrl: variable('DYNAMODB_URL'),
    cloudWatchUrl: variable('CLOUDWATCH_URL'),
    region: variable('AWS_REGION'),
    keys: roleKeys,
    onFailure: (error) => process.stderr.write(`usage: ${String(error)}\n`),
  }),
});

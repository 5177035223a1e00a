export type { HttpHeaders, HttpRequest, HttpResponse } from './lib/http/http-message.ts';
export { type CloudWatchUsageAccess, cloudWatchUsageReader } from './lib/proxy/cloudwatch-usage-reader.ts';
export {
  createGatewayHandler,
  createUsageGatewayHandler,
  type GatewayHandler,
  type GatewayResponse,
} from './lib/proxy/gateway-event.ts';
export {
  handleProxyRequest,
  handleSignedProxyRequest,
  type ProxyOptions,
} from './lib/proxy/handle-request.ts';
export {
  handleSignedUsageRequest,
  handleUsageRequest,
  type UsageRouteOptions,
} from './lib/proxy/handle-usage-request.ts';
export { type DynamoDbAccess, updateTableSender } from './lib/proxy/send-update-table.ts';
export {
  type OwnTable,
  type PolicyVerdict,
  type UpdateTableCall,
  validateUpdateTable,
} from './lib/proxy/update-table-policy.ts';
export { type UsageVerdict, validateUsageQuery } from './lib/proxy/validate-usage-query.ts';
export {
  type SignatureRefusal,
  type SignatureRules,
  type SignatureVerdict,
  type SigningCredentials,
  verifySignature,
} from './lib/proxy/verify-signature.ts';
export type { UsageQuery, UsageReport } from './lib/usage/usage-report.ts';

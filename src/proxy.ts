export type { HttpAnswer, HttpHeaders, HttpRequest } from './lib/http/http-message.ts';
export { createGatewayHandler, type GatewayAnswer } from './lib/proxy/gateway-event.ts';
export {
  handleProxyRequest,
  handleSignedProxyRequest,
  type ProxyOptions,
} from './lib/proxy/handle-request.ts';
export { type DynamoDbAccess, updateTableSender } from './lib/proxy/send-update-table.ts';
export {
  judgeUpdateTable,
  type OwnTable,
  type PolicyVerdict,
  type UpdateTableCall,
} from './lib/proxy/update-table-policy.ts';
export {
  type SignatureRefusal,
  type SignatureRules,
  type SignatureVerdict,
  type SigningCredentials,
  verifySignature,
} from './lib/proxy/verify-signature.ts';

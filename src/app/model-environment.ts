import { RawSender } from '../lib/client/raw-sender.ts';
import type { ModelEnvironment } from '../lib/model/config/configure.ts';
import type { ModelConfiguration } from '../lib/model/config/model-settings.ts';
import { settingsPrefix } from '../lib/settings/prefix.ts';
import { readEnvFile } from './env-file.ts';
import { httpsProxyFor } from './https-proxy.ts';
import { decideSettings } from './settings.ts';

/** What models take from the process: `AUTODYNE_*` of the environment and `.env`, and a sender that needs no SDK. */
export const environment: ModelEnvironment = {
  settings: (given) => decideSettings(connectionOf(given), { optional: ['tableName'] }),
  variable({ as, envFile }, suffix) {
    const name = `${settingsPrefix(as)}_${suffix}`;
    const value = process.env[name];
    if (value !== undefined) return value === '' ? undefined : value;
    return (envFile === false ? undefined : readEnvFile(envFile))?.variables[name];
  },
  client: (settings, { requestTimeoutMs }) =>
    new RawSender(settings, {
      httpsProxyFor,
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    }),
};

function connectionOf(given: ModelConfiguration) {
  const { credentials, accessKey, secretKey, sessionToken } = given;
  return {
    as: given.as,
    envFile: given.envFile,
    allowHttp: given.allowHttp,
    isReadOnly: given.isReadOnly,
    region: given.region,
    endpointUrl: given.endpoint,
    tableName: given.tableName,
    accessKeyId: credentials?.accessKeyId ?? accessKey,
    secretAccessKey: credentials?.secretAccessKey ?? secretKey,
    sessionToken: credentials === undefined ? sessionToken : credentials.sessionToken,
  };
}

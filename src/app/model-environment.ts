import { RawSender } from '../lib/client/raw-sender.ts';
import type { ModelEnvironment } from '../lib/model/config/configure.ts';
import type { ModelConfiguration } from '../lib/model/config/model-settings.ts';
import { settingsPrefix } from '../lib/settings/prefix.ts';
import { readEnvFile } from './env-file.ts';
import { httpsProxyFor } from './https-proxy.ts';
import { decideSettings } from './settings.ts';

/** The environment of models: `AUTODYNE_*` and `.env`, and a sender that does not need the SDK. */
export const environment: ModelEnvironment = {
  settings: (given) => decideSettings(connectionOf(given), { optional: ['tableName'] }),
  variables({ as, envFile }) {
    const prefix = settingsPrefix(as);
    const file = envFile === false ? undefined : readEnvFile(envFile);
    return (suffix) => {
      const name = `${prefix}_${suffix}`;
      // An empty variable hides the file's value: it was set, to nothing.
      return (process.env[name] ?? file?.variables[name]) || undefined;
    };
  },
  client: (settings, { requestTimeoutMs }, onTrace) =>
    new RawSender(settings, {
      httpsProxyFor,
      onTrace,
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    }),
  logger: { debug: write, info: write, warn: write, error: write },
};

function write(message: string): void {
  process.stderr.write(`autodyne: ${message}\n`);
}

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

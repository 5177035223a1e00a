import type { ClientOptions } from '../lib/client/client-options.ts';
import { RawSender } from '../lib/client/raw-sender.ts';
import type { RetryPolicy } from '../lib/client/retry-policy.ts';
import type { TwinFacts } from '../lib/local/config-vars.ts';
import { DEFAULT_PLAN_UNITS, type Settings } from '../lib/settings/settings.ts';
import { type OpenDashboard, type OpenOptions, openDashboard } from './open-dashboard.ts';

export interface TwinDashboardOptions extends Pick<OpenOptions, 'flags' | 'meter' | 'takesEnter' | 'tell'> {
  clientOptions: ClientOptions & { retry: RetryPolicy };
}

/** The dashboard of a local twin, with the twin's own credentials; a browser is opened. @throws AutodyneError as {@link openDashboard} does */
export async function openTwinDashboard(
  twin: TwinFacts,
  { clientOptions, ...options }: TwinDashboardOptions,
): Promise<OpenDashboard> {
  const settings: Settings = {
    ...twin,
    sessionToken: undefined,
    cloudwatchUrl: undefined,
    isReadOnly: false,
    planUnits: twin.planUnits ?? DEFAULT_PLAN_UNITS,
    allowHttp: false,
  };
  const client = new RawSender(settings, clientOptions);
  const context = { settings, client, clientOptions, retry: clientOptions.retry };
  try {
    const dashboard = await openDashboard({
      ...options,
      context,
      planUnits: twin.planUnits,
      isConfirmed: false,
      port: 0,
      isOpened: true,
    });
    return {
      ...dashboard,
      async close() {
        await dashboard.close();
        client.close();
      },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

import { onEnter } from '../cli/system/on-enter.ts';
import { openBrowser } from '../cli/system/open-browser.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';
import { readAssets, WEB_FOLDER } from './assets.ts';
import { dashboardApp } from './dashboard-app.ts';
import { DashboardContext, type DashboardOptions } from './dashboard-context.ts';
import { isTwinTable } from './is-twin.ts';
import { serveDashboard } from './serve.ts';
import { Sessions } from './session.ts';

export interface OpenOptions extends DashboardOptions {
  /** 0 for a free one. */
  port: number;
  isOpened: boolean;
  /** Enter on the terminal prints a new link. */
  takesEnter: boolean;
  /** Tells the person something. */
  tell(line: string): void;
  /** Where the page is; where the build puts it unless given. */
  webFolder?: string;
}

/** A dashboard that can be asked. */
export interface OpenDashboard {
  port: number;
  /** The address, with a code in its fragment that is good for one browser tab. */
  newLink(): string;
  /** Opens a browser, if one is wanted, and prints a new link for each Enter. */
  invite(url: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the server of the dashboard; of the table it asks nothing but its description.
 * @throws AutodyneError `TableNotFound`, `InvalidUsage` when the port is taken, or as the service fails
 */
export async function openDashboard(options: OpenOptions): Promise<OpenDashboard> {
  const { client, settings, clientOptions } = options.context;
  const assets = readAssets(options.webFolder ?? WEB_FOLDER);
  const table = await describeTable(client, settings.tableName);
  const dashboard = new DashboardContext(options, table, await isTwinTable(settings, clientOptions));
  const sessions = new Sessions();
  const { port, close } = await serveDashboard(options.port, (ownHost) => {
    const app = dashboardApp({ dashboard, sessions, assets, ownHost });
    return (request) => app.fetch(request);
  });
  const newLink = (): string => `http://127.0.0.1:${port}/#code=${sessions.newCode()}`;
  const forgetEnter = options.takesEnter ? onEnter(() => options.tell(newLink())) : () => undefined;
  return {
    port,
    newLink,
    async invite(url) {
      if (!options.isOpened) return;
      await openBrowser(url, (why) => options.tell(`no browser was opened: ${why}. Open the link yourself`));
    },
    async close() {
      forgetEnter();
      await close();
    },
  };
}

import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import type { SessionResponse, UnlockResponse } from './api-types.ts';
import type { Assets } from './assets.ts';
import { type DashboardContext, usedUnits } from './dashboard-context.ts';
import { refuseForeign } from './guard.ts';
import { deleteOneItem, readOneItem, saveOneItem } from './item-routes.ts';
import { itemsAsCsv } from './items-as-csv.ts';
import { JsonBody, readBodyText } from './json-body.ts';
import { planItems, planResponse } from './plan-items.ts';
import { DashboardUsage } from './read-usage.ts';
import { assetResponse, dataResponse, jsonResponse, refusal, statusOf } from './responses.ts';
import type { Sessions } from './session.ts';
import { streamItems } from './stream-items.ts';
import { tableFacts } from './table-facts.ts';

type WithBody = (text: string) => Response | Promise<Response>;

export interface AppOptions {
  dashboard: DashboardContext;
  sessions: Sessions;
  assets: Assets;
  /** `127.0.0.1:PORT` */
  ownHost: string;
}

/** The dashboard as a function of a request: guard, session, then the route. */
export function dashboardApp({ dashboard, sessions, assets, ownHost }: AppOptions): Hono {
  const app = new Hono();
  const usage = new DashboardUsage(dashboard.options);
  app.use(async ({ req }, next) => refuseForeign(req.raw, ownHost) ?? next());
  app.onError((error) => jsonResponse(dashboard.errorJson(error), statusOf(error)));
  app.notFound(() => refusal(404, 'InvalidUsage', 'there is nothing at this address'));

  app.use(async ({ req }, next) => {
    const asset = req.method === 'GET' ? assets.get(new URL(req.url).pathname) : undefined;
    return asset === undefined ? next() : assetResponse(asset);
  });
  app.post(
    '/api/session',
    withBody((text) => openSession(sessions, text, dashboard)),
  );

  app.use('/api/*', async (c, next) => {
    if (!sessions.isAuthorized(c.req.header('authorization') ?? null)) return unauthorized();
    await next();
    c.res.headers.set('autodyne-used', JSON.stringify(usedUnits(dashboard.options.meter)));
    return undefined;
  });
  app.get('/api/table', async () => {
    await dashboard.describeAgain();
    return jsonResponse(tableFacts(dashboard));
  });
  app.get('/api/usage', async ({ req }) => jsonResponse(await usage.read(new URL(req.url).searchParams)));
  app.post(
    '/api/plan',
    withBody((text) => jsonResponse(planResponse(dashboard, planItems(dashboard, text)))),
  );
  app.post(
    '/api/items',
    withBody((text) =>
      dataResponse(streamItems(dashboard, planItems(dashboard, text)), {
        contentType: 'application/jsonl; charset=utf-8',
      }),
    ),
  );
  app.post(
    '/api/csv',
    withBody(async (text) => jsonResponse(await itemsAsCsv(dashboard, text))),
  );
  app.post(
    '/api/item',
    withBody((text) => readOneItem(dashboard, text)),
  );
  app.put(
    '/api/item',
    withBody((text) => saveOneItem(dashboard, text)),
  );
  app.delete(
    '/api/item',
    withBody((text) => deleteOneItem(dashboard, text)),
  );
  app.post(
    '/api/unlock',
    withBody((text) => {
      dashboard.unlock(new JsonBody(text, ['tableName']).text('tableName'));
      return jsonResponse({ isLocked: false } satisfies UnlockResponse);
    }),
  );
  return app;
}

function withBody(handle: WithBody): (c: Context) => Promise<Response> {
  return async ({ req }) => {
    const text = await readBodyText(req.raw);
    return typeof text === 'string' ? handle(text) : text;
  };
}

function openSession(sessions: Sessions, text: string, dashboard: DashboardContext): Response {
  const token = sessions.exchange(new JsonBody(text, ['code']).text('code'));
  if (token === undefined) return unauthorized();
  return jsonResponse({ token, table: tableFacts(dashboard) } satisfies SessionResponse);
}

function unauthorized(): Response {
  return refusal(401, 'AccessDenied', 'this link was already used, or the dashboard was restarted', [
    'for a new link, press Enter in the terminal where the dashboard runs, or run the command again',
  ]);
}

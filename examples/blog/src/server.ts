import { serve } from '@hono/node-server';
import { app } from './app.js';

const port = Number(process.env['PORT'] ?? 3000);

serve({ fetch: app.fetch, port }, ({ port: taken }) => {
  process.stdout.write(`The blog is at http://localhost:${taken}\n`);
});

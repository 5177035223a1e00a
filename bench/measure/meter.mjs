/** The cost of the meter of the local twin: processor time of its front per request, with and without it. */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { median, printTable } from './figures.mjs';
import { startFront } from './front-process.mjs';

const CLIENTS = 4;
const item = (id) => ({ id: { S: `item-${id}` }, text: { S: 'x'.repeat(950) }, n: { N: '12.5' } });
/** Enough that a page has 1 MB. */
const ITEMS = 1_500;

/** The two take turns this often within a round, so that a machine that slows down slows both. */
const TURNS = 8;

/** Requests per turn, and the maximum ratio of the two processor times. */
const OPERATIONS = {
  GetItem: { most: 1.1, requests: 250, body: (index) => ({ Key: { id: item(index % ITEMS).id } }) },
  PutItem: { most: 1.1, requests: 200, body: (index) => ({ Item: item(index % ITEMS) }) },
  'Scan (1 MB)': { most: 1.15, requests: 5, operation: 'Scan', body: () => ({}) },
};

export async function measureMeter({ folder, rounds }) {
  const fronts = {
    metered: await startFront({ folder: join(folder, 'metered') }),
    passing: await startFront({ folder: join(folder, 'passing'), isUnmetered: true }),
  };
  try {
    const clients = {};
    for (const [name, { twin }] of Object.entries(fronts)) clients[name] = await clientOf(twin);
    for (const client of Object.values(clients)) {
      await client.run('PutItem', ITEMS, (index) => ({ Item: item(index) }));
    }
    const rows = [];
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      const times = await timesOf({ operation: name, ...operation }, { fronts, clients, rounds });
      const ratios = times.metered.map((time, round) => time / times.passing[round]);
      const figures = [median(ratios), Math.min(...ratios), Math.max(...ratios), operation.most];
      rows.push([
        name,
        median(times.passing).toFixed(0),
        median(times.metered).toFixed(0),
        ...figures.map((figure) => figure.toFixed(2)),
      ]);
    }
    for (const client of Object.values(clients)) client.end();
    printTable(['microseconds of the front', 'passing', 'metered', 'ratio', 'min', 'max', 'at most'], rows);
  } finally {
    for (const front of Object.values(fronts)) await front.stop();
  }
}

/** Microseconds of each front for each request, by the round. */
async function timesOf({ operation, requests, body }, { fronts, clients, rounds }) {
  const times = { metered: [], passing: [] };
  // A first round is for both to warm up.
  for (let round = 0; round <= rounds; round += 1) {
    const sums = { metered: 0, passing: 0 };
    for (let turn = 0; turn < 2 * TURNS; turn += 1) {
      const which = [1, 2].includes(turn % 4) ? 'metered' : 'passing';
      await fronts[which].takeProcessorTime();
      await clients[which].run(operation, requests, body);
      sums[which] += await fronts[which].takeProcessorTime();
    }
    if (round === 0) continue;
    for (const which of Object.keys(times)) times[which].push(sums[which] / (TURNS * requests));
  }
  return times;
}

/** Sends requests, a few at a time, and discards the responses. */
async function clientOf(twin) {
  const { RequestSigner } = await import('../../dist/lib/client/request-signer.js');
  const url = new URL(twin.endpointUrl);
  const signer = new RequestSigner({ ...twin, sessionToken: undefined }, url);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const send = (operation, body) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(JSON.stringify({ TableName: twin.tableName, ...body }));
      const headers = signer.headers(operation, bytes, Date.now());
      const sent = request(
        { agent, host: url.hostname, port: url.port, method: 'POST', headers },
        (response) => {
          if (response.statusCode !== 200) reject(new Error(`${operation}: ${response.statusCode}`));
          response.on('data', () => {}).on('end', resolve);
        },
      );
      sent.on('error', reject);
      sent.end(bytes);
    });
  return {
    async run(operation, count, body) {
      let next = 0;
      const work = async () => {
        while (next < count) {
          next += 1;
          await send(operation, body(next - 1));
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, work));
    },
    end: () => agent.destroy(),
  };
}

/** Prints how many files of the SDK one find of a model loads. Arguments: URL. */
import { createRequire, register } from 'node:module';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { userId } from '../../server/users.mjs';

const { port1, port2 } = new MessageChannel();
const hooks = `
  let port;
  export function initialize(data) { port = data; }
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    port.postMessage(found.url);
    return found;
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: port2, transferList: [port2] });

const { open } = await import('./autodyne.mjs');
await open(process.argv[2]).find(userId(1));
const urls = [];
for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1))
  urls.push(got.message);
port1.close();
if (!urls.some((url) => url.endsWith('/dist/model.js'))) throw new Error('nothing was seen');
// What CommonJS loads by itself goes past the hooks.
const required = Object.keys(createRequire(import.meta.url)('node:module')._cache);
console.log(new Set([...urls, ...required].filter((url) => url.includes('@aws-sdk/'))).size);
process.exit();

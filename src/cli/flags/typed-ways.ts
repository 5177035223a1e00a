import { commandText } from '../../lib/errors/command-text.ts';
import type { ErrorDetails } from '../../lib/errors/error-details.ts';
import { WAYS, type Way } from '../../lib/errors/ways.ts';

/** Each way with the flags and commands that a person types to go it. */
const TYPED: Readonly<Record<Way, string | ((details: ErrorDetails) => string)>> = {
  allowWrites: 'unset AUTODYNE_READONLY, or omit --read-only',
  checkClock: `${WAYS.checkClock}: autodyne doctor`,
  checkEndpoint: `${WAYS.checkEndpoint}: autodyne config`,
  checkHttpProxy: () =>
    process.env['https_proxy']
      ? WAYS.checkHttpProxy.replace('HTTPS_PROXY', 'https_proxy')
      : WAYS.checkHttpProxy,
  checkKeys: `${WAYS.checkKeys}: autodyne config pull --app APP`,
  checkNetwork: `${WAYS.checkNetwork}; for a local table start \`autodyne local\``,
  checkProxyUrl: `${WAYS.checkProxyUrl}: autodyne config`,
  checkRegion: `${WAYS.checkRegion}: autodyne config`,
  checkTable: `${WAYS.checkTable}: autodyne config`,
  giveParameters: `give a value for each ?, in its order: --parameters '["Acme",2010]'`,
  listIndexes: 'list the indexes: autodyne index list',
  lookAgain: `${WAYS.lookAgain}: autodyne describe`,
  makeParents: 'to make the maps on the way that are absent: --parents',
  moveItem: ({ key = 'KEY', newKey = 'NEWKEY' }) =>
    `to give the item another key: ${commandText('move', key, '--to', newKey)}`,
  omitIndex: 'omit --index, and use conditions',
  omitIndexForOthers: 'to find such items in the table, omit --index',
  otherAttributes: 'choose other attributes and conditions, or omit --index',
  readConsistently: 'omit --consistent, or read the whole table: autodyne scan --consistent',
  readTableConsistently: 'omit --consistent, or query the table by its own key',
  replaceItem: 'to replace that item: --force',
  sameToken: ({ token = '' }) =>
    `it may have been done; to have it done once, run the same command within ten minutes with --token ${token}`,
  sayTypes: 'to make the condition shorter, use --text, or := instead of =',
  scanTable: `${WAYS.scanTable}: autodyne scan`,
  seeItem: ({ key = '' }) => `${WAYS.seeItem}: ${commandText('get', key)}`,
  splitUpdate: 'or split the changes into two commands',
  tryLater: 'try again later, or with a longer --timeout',
  typedInput: 'to read the input as DynamoDB JSON: --typed',
  waitForIndex: ({ index = '' }) => `wait for it: ${commandText('index', 'wait', index)}`,
  waitForTable: 'wait until it is ACTIVE: autodyne describe',
  withoutOrder: 'omit --reverse, --start and --key-condition; --filter is supported',
  writeAgain:
    'run the same command again, with a longer --timeout; items that were already written do not change',
};

const WAY_OF = new Map<string, Way>(Object.entries(WAYS).map(([way, text]) => [text, way as Way]));

/** A suggestion or note of the library as the command line says it: with its flags and commands. */
export function typedWay(text: string, details: ErrorDetails = {}): string {
  const from = WAY_OF.has(text) ? 0 : text.lastIndexOf('; ') + 2;
  const way = WAY_OF.get(text.slice(from));
  if (way === undefined) return text;
  const typed = TYPED[way];
  return text.slice(0, from) + (typeof typed === 'string' ? typed : typed(details));
}

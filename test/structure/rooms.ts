/**
 * The rooms of src, in their order: each imports only rooms that stand before it, so that none can meet in a circle.
 * A room is one folder, without the folders in it. `docs/architecture.md` tells what they are for; a new folder gets
 * its place here.
 */
export const ROOMS: readonly string[] = [
  // The ground floor: nothing here sends a request of DynamoDB.
  'lib/errors',
  'lib/settings',
  'lib/files',
  'lib/threads',
  'lib/json',
  'lib/http',
  'lib/wire',
  // The service.
  'lib/client',
  'lib/proxy-client',
  'lib/bulk',
  // Items.
  'lib/items/values',
  'lib/items/keys',
  'lib/items/json',
  'lib/items/elements',
  'lib/items/conditions',
  'lib/items/expressions',
  'lib/items/planner',
  'lib/items/read',
  'lib/items/update',
  'lib/items/write',
  'lib/csv',
  'lib/tables',
  // What it costs; what the add-on's proxy allows; indexes.
  'lib/usage',
  'lib/usage/own',
  'lib/usage/remote',
  'lib/proxy',
  'lib/indexes',
  'lib/doctor',
  // The twin.
  'lib/local/engine',
  'lib/local/requests',
  'lib/local/meter',
  'lib/local/front',
  'lib/local',
  // Dumps.
  'lib/archive',
  'lib/digest',
  'lib/sources',
  'lib/schema',
  'lib/dump/writer',
  'lib/dump',
  'lib/verify',
  'lib/offline',
  'lib/restore/requests',
  'lib/restore',
  // Models of an app.
  'lib/model/types',
  'lib/model/errors',
  'lib/model/config',
  'lib/model/fields',
  'lib/model/definition',
  'lib/model/hooks',
  'lib/model/record',
  'lib/model/validations',
  'lib/model/conditions',
  'lib/model/tables',
  'lib/model/commit',
  'lib/model/links',
  'lib/model/persist',
  'lib/model/find',
  'lib/model/relate',
  'lib/model/transactions',
  'lib/model/describe',
  'lib/model/generate',
  'lib/model/load',
  'lib/model/testing',
  'lib/model',
  // What needs no argument, and the public entry points: index.ts, model.ts, testing.ts, proxy.ts, lambda.ts.
  'app',
  '',
  // The command line.
  'cli/results',
  'cli/system',
  'cli/text',
  'cli/render',
  'cli/render/notes',
  'cli/render/formats',
  'cli/meant',
  'cli/flags',
  'cli/command',
  'cli/local',
  'cli/completion',
  'cli/shell',
  'cli/models',
  'cli/dump',
  'cli/restore',
  'cli/usage',
  // The dashboard's server.
  'dashboard',
  'commands',
  'commands/config',
  'commands/dump',
  'commands/index',
  'commands/models',
  // The dashboard's page, which runs in a browser.
  'web/state',
  'web/api',
  'web/page',
  'web/values',
  'web/usage',
  'web/table',
  'web/items',
  'web/item',
  'web',
];

/** What the page may import of other rooms beside types: it stands on nothing itself. */
export const VALUES_OF_PAGE: readonly string[] = ['lib/json/parse-json.ts'];

/** More files than this in one room, and nobody finds their way in it. */
export const MOST_FILES = 20;

/** Packages that render or read a command line; only `cli` and `commands` have them. */
export const FRAMEWORK = ['@oclif/core', '@oclif/plugin-help', 'chalk', 'cli-table3'];

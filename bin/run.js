#!/usr/bin/env node
import { createRequire } from 'node:module';
import { homedir, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

// The SDK prints a multi-line warning on Node 20, which autodyne supports.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Containers give users numbers that the system has no account for. Asked for their home or shell it throws, and the
// framework asks: they get the home of users that have none, and a shell.
if (isUnknown(homedir)) process.env.HOME = '/nonexistent';
if (process.env.SHELL === undefined && isUnknown(userInfo)) process.env.SHELL = 'sh';

function isUnknown(ask) {
  try {
    ask();
    return false;
  } catch {
    return true;
  }
}

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { requireCached } = require('./compile-cache.cjs');

try {
  await requireCached(`${root}/dist/cli-bundle/autodyne.cjs`).main(root);
} catch (error) {
  // The command line itself cannot be loaded: from there on it has a net of its own.
  const words = process.argv.includes('--debug') ? error.stack : String(error.message).split('\n')[0];
  process.stderr.write(`Unexpected error (please report it): ${words}\n`);
  process.exitCode = 1;
}

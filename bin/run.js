#!/usr/bin/env node
// CommonJS, as the package.json beside it says: Node starts faster without its loader of ES modules.
const { homedir, userInfo } = require('node:os');
const { dirname } = require('node:path');
const { requireForCommand } = require('./compile-cache.cjs');

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

const root = dirname(__dirname);

start().catch((error) => {
  // The command line itself cannot be loaded: from there on it has a net of its own.
  const words = process.argv.includes('--debug') ? error.stack : String(error.message).split('\n')[0];
  process.stderr.write(`Unexpected error (please report it): ${words}\n`);
  process.exitCode = 1;
});

async function start() {
  await requireForCommand(`${root}/dist/cli-bundle/autodyne.cjs`, process.argv[2]).main(root);
}

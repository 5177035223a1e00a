#!/usr/bin/env node
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

// The SDK prints a multi-line warning on Node 20, which autodyne supports.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { requireCached } = require('./compile-cache.cjs');

await requireCached(`${root}/dist/cli-bundle/autodyne.cjs`).main(root);

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/fresh-build.ts'],
    include: ['test/**/*.test.ts'],
    // oclif writes through console: vitest must not take it before the tests' own capture does.
    disableConsoleIntercept: true,
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NO_COLOR: '1',
    },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

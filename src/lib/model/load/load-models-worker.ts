import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createJiti, type Jiti } from 'jiti';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { LoadFailure, LoadReply, LoadRequest } from './load-protocol.ts';

// Runs in a process of its own: model files are an app's code, which may end the process, keep it alive or print.

const MODEL_FILE = /(?<!\.d)(?<!\.(?:test|spec))\.[cm]?[jt]s$/;

process.once('message', (request: LoadRequest) => {
  void replyTo(request).then((reply) => {
    // Whatever the model files left open does not keep it waiting.
    process.send?.(reply, () => process.exit(0));
  });
});

async function replyTo({ modelsDir }: LoadRequest): Promise<LoadReply> {
  try {
    const files = modelFiles(modelsDir);
    if (files.length === 0) return noModels(modelsDir);
    const jiti = createJiti(join(modelsDir, 'models.ts'), {
      // Nothing is written into the app.
      fsCache: false,
      // One copy of it, the one that the model files get.
      nativeModules: ['autodyne'],
      tsconfigPaths: true,
    });
    for (const file of files) {
      const failure = await failureOfFile(jiti, file);
      if (failure !== undefined) return { failure };
    }
    return await describe(jiti);
  } catch (error) {
    return { failure: failureOf(error, 'cannot load the models') };
  }
}

function modelFiles(modelsDir: string): string[] {
  return readdirSync(modelsDir, { recursive: true, encoding: 'utf8' })
    .filter((path) => MODEL_FILE.test(path) && !/(?:^|[\\/])node_modules[\\/]/.test(path))
    .map((path) => join(modelsDir, path))
    .sort();
}

async function failureOfFile(jiti: Jiti, file: string): Promise<LoadFailure | undefined> {
  try {
    await jiti.import(file);
    return undefined;
  } catch (error) {
    return failureOf(error, `cannot load ${relative(process.cwd(), file)}`);
  }
}

async function describe(jiti: Jiti): Promise<LoadReply> {
  const own = await jiti.import<{ describeModels?: () => unknown }>('autodyne/model');
  if (typeof own.describeModels === 'function') return { described: own.describeModels() };
  const { version } = await jiti.import<{ version: string }>('autodyne/package.json');
  return {
    failure: {
      code: 'InvalidInput',
      message: `the app has autodyne ${version}, which cannot describe its models`,
      suggestions: ['update it: npm install autodyne@latest'],
    },
  };
}

function noModels(modelsDir: string): LoadReply {
  return {
    failure: {
      code: 'InvalidInput',
      message: `there are no model files in ${relative(process.cwd(), modelsDir) || '.'}`,
      suggestions: [],
      hasNoFiles: true,
    },
  };
}

function failureOf(error: unknown, what: string): LoadFailure {
  if (isAutodyneError(error)) {
    const { code, message, suggestions, details } = error;
    return { code, message, suggestions, details };
  }
  const { code, message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  const isMissing = /MODULE_NOT_FOUND$/.test(code ?? '') && /autodyne\/model/.test(message);
  const [line = ''] = message.split('\n');
  return {
    code: 'InvalidInput',
    message: `${what}: ${line}`,
    suggestions: isMissing ? ['the app needs it, too: npm install autodyne'] : [],
  };
}

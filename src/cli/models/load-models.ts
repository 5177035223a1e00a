import { fork } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import {
  DESCRIPTION_FORMAT,
  type ModelDescription,
  type ModelsDescription,
} from '../../lib/model/describe/model-description.ts';
import type { LoadReply, LoadRequest } from '../../lib/model/load/load-protocol.ts';
import { builtUrl } from '../../lib/threads/thread-calls.ts';

const NAME_THE_FOLDER = 'name the folder of your models: --models-dir FOLDER';

/** The models of an app, from its files: they are loaded in another process, by the app's own copy of autodyne. */
export async function loadModels(
  modelsDir: string,
  variables: Readonly<Record<string, string>>,
): Promise<readonly ModelDescription[]> {
  const folder = resolve(modelsDir);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AutodyneError('InvalidInput', `the folder of models ${modelsDir} does not exist`, {
      suggestions: [NAME_THE_FOLDER],
    });
  }
  const reply = await ask({ modelsDir: folder }, { ...process.env, ...variables });
  if ('described' in reply) return modelsOf(reply.described);
  const { code, message, suggestions, details = {}, hasNoFiles = false } = reply.failure;
  throw new AutodyneError(code, message, {
    suggestions: hasNoFiles ? [NAME_THE_FOLDER] : suggestions,
    details: details as never,
  });
}

function ask(request: LoadRequest, env: NodeJS.ProcessEnv): Promise<LoadReply> {
  const script = fileURLToPath(builtUrl(new URL('./load-models-worker.js', import.meta.url)));
  // What model files print is no result: it goes to stderr.
  const child = fork(script, { env, execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
  return new Promise((resolvePromise, reject) => {
    child.once('message', (reply: LoadReply) => resolvePromise(reply));
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      const problem = `the process ended with code ${exitCode} while model files were loaded`;
      reject(
        new AutodyneError('InvalidInput', problem, {
          suggestions: ['a model file must not end the process, nor start the app'],
        }),
      );
    });
    child.send(request);
  });
}

function modelsOf(described: unknown): readonly ModelDescription[] {
  const { format, models } = (described ?? {}) as Partial<ModelsDescription>;
  if (format !== DESCRIPTION_FORMAT || !Array.isArray(models)) {
    throw new AutodyneError(
      'InvalidInput',
      'the app has another version of autodyne, whose models this command line cannot read',
      { suggestions: ["use the app's own command line: npx autodyne models list"] },
    );
  }
  if (models.length > 0) return models as readonly ModelDescription[];
  throw new AutodyneError('InvalidInput', 'the model files define no models', {
    suggestions: ["a model: class User extends defineModel({ name: 'User', fields: { … } }) {}"],
  });
}

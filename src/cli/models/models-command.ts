import { Flags } from '@oclif/core';
import { environment } from '../../app/model-environment.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText } from '../../lib/errors/command-text.ts';
import type { ModelDescription } from '../../lib/model/describe/model-description.ts';
import { DEFAULT_MODELS_DIR } from '../../lib/model/describe/model-description.ts';
import { settingsPrefix } from '../../lib/settings/prefix.ts';
import { DEFAULT_PREFIX, type Settings } from '../../lib/settings/settings.ts';
import { IndexCommand } from '../command/index-command.ts';
import { loadModels } from './load-models.ts';

export const modelsFlags = {
  'models-dir': Flags.string({
    summary: `folder of the model files, TypeScript or JavaScript; else AUTODYNE_MODELS_DIR, else ${DEFAULT_MODELS_DIR}`,
    helpValue: 'FOLDER',
  }),
};

interface ModelsFlags {
  'models-dir'?: string | undefined;
  'env-file'?: string | undefined;
  as?: string | undefined;
}

/** As other settings: the flag, else the environment, else `.env`. (A file that is named may be a pipe, and was read.) */
function modelsDir({ 'models-dir': given, 'env-file': envFile, as }: ModelsFlags): string {
  const variable = environment.variables({ as, ...(envFile === undefined ? {} : { envFile: false }) });
  return given ?? variable('MODELS_DIR') ?? DEFAULT_MODELS_DIR;
}

/** The base of commands about an app's models. */
export abstract class ModelsCommand extends IndexCommand {
  /** @throws AutodyneError `InvalidSettings` where the models are configured for another table than the command */
  protected async appModels(
    { tableName }: Settings,
    flags: ModelsFlags,
  ): Promise<readonly ModelDescription[]> {
    const models = await loadModels(modelsDir(flags), {
      [`${DEFAULT_PREFIX}_TABLE_NAME`]: tableName,
      [`${settingsPrefix(flags.as)}_TABLE_NAME`]: tableName,
    });
    const elsewhere = models.find(({ isShared, table }) => isShared && table !== tableName);
    if (elsewhere === undefined) return models;
    throw new AutodyneError(
      'InvalidSettings',
      `the app's models are in table "${elsewhere.table}", and the settings specify "${tableName}"`,
      { suggestions: [`select their table: ${commandText('models', 'list', '--table', elsewhere.table)}`] },
    );
  }
}

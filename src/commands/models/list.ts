import { ModelsCommand, modelsFlags } from '../../cli/models/models-command.ts';
import { renderModels } from '../../cli/models/render-models.ts';
import type { ModelsListResult } from '../../cli/results/models-results.ts';
import { listModels } from '../../lib/model/describe/list-models.ts';

export default class ModelsList extends ModelsCommand {
  static override summary = 'list the models of your app: tables, keys, indexes, fields [DescribeTable]';
  static override description =
    'Loads the model files in a process of their own, with the copy of autodyne that your app has. For each index, says whether the table has it.';
  static override examples = [
    '<%= config.bin %> models list',
    '<%= config.bin %> models list --models-dir ./app/models',
  ];
  static override flags = modelsFlags;

  async run(): Promise<ModelsListResult> {
    const { flags } = await this.parse(ModelsList);
    const { client, settings } = await this.connect(flags);
    const models = await listModels(client, await this.appModels(settings, flags));
    await this.print(renderModels(models));
    return { models };
  }
}

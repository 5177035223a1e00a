import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { renderGenerated } from '../../cli/models/render-models.ts';
import { checkSourceFile, writeSource } from '../../cli/models/write-source.ts';
import type { ModelsGenerateResult } from '../../cli/results/models-results.ts';
import { DEFAULT_SAMPLE_ITEMS } from '../../lib/indexes/scan-sample.ts';
import { generateModels } from '../../lib/model/generate/generate-models.ts';

/** Of the model of a table whose items do not say whose they are. */
const DEFAULT_NAME = 'Item';

export default class ModelsGenerate extends BaseCommand {
  static override summary = 'write a model file for the items that the table has [Scan]';
  static override description =
    'Reads a sample of the items and writes a class for each value of their attribute _model: keys, attribute names, types, which attributes all items have, the indexes of the table. A table whose items have no _model becomes one model, with that table for itself. What the sample does not have is not in the file: read it before you use it.';
  static override examples = [
    '<%= config.bin %> models generate',
    '<%= config.bin %> models generate --sample 20000 --model User --out src/models/user.ts',
    '<%= config.bin %> models generate --dry-run',
  ];
  static override flags = {
    out: Flags.string({
      summary: 'the file to write: TypeScript or JavaScript (default ./src/models/generated.ts)',
      helpValue: 'FILE',
    }),
    overwrite: Flags.boolean({ summary: 'overwrite the file of --out if it exists', dependsOn: ['out'] }),
    model: Flags.string({
      summary: 'only this model; may be repeated',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    name: Flags.string({
      summary: 'name of the model of a table whose items have no _model',
      helpValue: 'NAME',
      default: DEFAULT_NAME,
      exclusive: ['model'],
    }),
    sample: Flags.integer({
      summary: 'read at most this many items',
      helpValue: 'N',
      default: DEFAULT_SAMPLE_ITEMS,
      min: 1,
    }),
    'dry-run': Flags.boolean({ summary: 'print the file and write nothing', exclusive: ['out'] }),
  };

  async run(): Promise<ModelsGenerateResult> {
    const { flags } = await this.parse(ModelsGenerate);
    const path = flags['dry-run'] ? null : (flags.out ?? './src/models/generated.ts');
    const file = path === null ? null : { path, overwrite: flags.overwrite, flags: selection(flags) };
    if (file !== null) checkSourceFile(file);
    const { client, settings } = await this.connect(flags);
    const generated = await generateModels(client, settings.tableName, {
      maxItems: flags.sample,
      only: flags.model,
      name: flags.name,
      meter: this.meter,
    });
    for (const note of generated.notes) this.note(note);
    if (file !== null) writeSource(file, generated.source);
    await this.print(path === null ? generated.source.trimEnd() : renderGenerated(path, generated));
    const { source, sampledItems, isWhole, models, notes } = generated;
    return {
      file: path,
      source,
      sampledItems,
      isWhole,
      models: models.map((model) => ({
        name: model.name,
        className: model.className,
        items: model.items,
        fields: model.fields.map(({ name, attribute, isRequired }) => ({ name, attribute, isRequired })),
        indexes: [...model.globalIndexes, ...model.localIndexes].map(({ name }) => name),
        subclasses: model.subclasses.map(({ name }) => name),
      })),
      notes,
    };
  }
}

/** The flags that choose items and models, as they were typed. */
function selection(flags: { model?: string[] | undefined; name: string; sample: number }): string[] {
  return [
    ...(flags.model ?? []).flatMap((name) => ['--model', name]),
    ...(flags.name === DEFAULT_NAME ? [] : ['--name', flags.name]),
    ...(flags.sample === DEFAULT_SAMPLE_ITEMS ? [] : ['--sample', String(flags.sample)]),
  ];
}

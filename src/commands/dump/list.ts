import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { renderDumpList } from '../../cli/dump/render-dump-list.ts';
import type { DumpListResult } from '../../cli/results/dump-results.ts';
import { listArchives } from '../../lib/archive/list-archives.ts';
import { DUMPS_FOLDER } from '../../lib/dump/default-folder.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';

export default class DumpList extends BaseCommand {
  static override summary = 'list the dumps in a folder, newest first';
  static override description =
    'Reads the manifests and the sizes of the data files, and sends no request. State: whole; part (a share or a selection of the table); unfinished (continue it with dump --resume); damaged (with the file and its problem). To check the content of a dump: dump verify.';
  static override examples = ['<%= config.bin %> dump list', '<%= config.bin %> dump list /backups --json'];
  static override args = {
    dir: Args.string({ ignoreStdin: true, description: `the folder of the dumps (default ${DUMPS_FOLDER})` }),
  };

  async run(): Promise<DumpListResult> {
    const { args } = await this.parse(DumpList);
    const folder = args.dir ?? DUMPS_FOLDER;
    const dumps = await listArchives(folder).catch((error: unknown) => {
      // Nobody has made a dump here yet.
      if (args.dir === undefined && isAbsent(error)) return [];
      throw error;
    });
    const result = { folder, dumps };
    if (dumps.length > 0) await this.print(renderDumpList(result));
    else this.note(`no dumps in ${folder}; to make one: autodyne dump`);
    return result;
  }
}

function isAbsent(error: unknown): boolean {
  return errorFacts((error as { cause?: unknown }).cause).code === 'ENOENT';
}

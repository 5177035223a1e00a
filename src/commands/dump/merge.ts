import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { assertNamesFolder } from '../../cli/flags/dump-output.ts';
import type { DumpMergeResult } from '../../cli/results/dump-results.ts';
import { countOf } from '../../lib/errors/count-text.ts';
import { mergeDumps } from '../../lib/verify/merge-dumps.ts';

export default class DumpMerge extends BaseCommand {
  static override summary = 'merge the shares that several machines dumped into one dump';
  static override description =
    'Each machine dumps with the same --segments N and its own --segment-range. Gaps and overlaps are refused. Every byte is checked. The shares are not changed.';
  static override examples = [
    '<%= config.bin %> dump --segments 8 --segment-range 0-3 --out share-1',
    '<%= config.bin %> dump merge share-1 share-2 --out backup',
  ];
  static override strict = false;
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'the shares, in any order' }),
  };
  static override flags = {
    out: Flags.string({ char: 'o', summary: 'the new folder', helpValue: 'DIR', required: true }),
  };

  async run(): Promise<DumpMergeResult> {
    const { argv, flags } = await this.parse(DumpMerge);
    assertNamesFolder(flags.out, 'a merged dump');
    const summary = await mergeDumps(argv.map(String), flags.out, this.config.version);
    const { itemCount, fileCount } = summary;
    this.note(
      `merged ${countOf(argv.length, 'share')}: ${countOf(itemCount, 'item')} in ${countOf(fileCount, 'file')}: ${flags.out}`,
    );
    return summary;
  }
}

import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { Progress } from '../../cli/progress.ts';
import { renderVerifyReport } from '../../cli/render-verify-report.ts';
import { type VerifyReport, verifyDump } from '../../lib/dump/verify-dump.ts';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';

export default class DumpVerify extends BaseCommand {
  static override summary = 'check a dump, offline: checksums, counts, every item, repeated keys';
  static override description =
    'Reads every byte and sends no request. Says which file and line is wrong; exit 8 when anything is.';
  static override examples = ['<%= config.bin %> dump verify dumps/music-20260102T030405Z'];
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'the dump to check' }),
  };

  async run(): Promise<VerifyReport> {
    const { args } = await this.parse(DumpVerify);
    const progress = new Progress('verifying');
    const report = await verifyDump(args.dir, {
      onProgress: (itemCount) => progress.update({ itemCount }),
    }).finally(() => progress.end());
    await this.print(renderVerifyReport(report));
    if (report.problemCount > 0) process.exitCode = EXIT_CODES.CheckFailed;
    return report;
  }
}

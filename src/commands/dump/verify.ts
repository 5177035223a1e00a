import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { withTableFlags } from '../../cli/flags/typed-command.ts';
import { Progress } from '../../cli/render/progress.ts';
import { renderVerifyReport } from '../../cli/render/render-verify-report.ts';
import type { DumpVerifyResult } from '../../cli/results/dump-results.ts';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { verifyDump } from '../../lib/verify/verify-dump.ts';

export default class DumpVerify extends BaseCommand {
  static override summary = 'check a dump, offline: checksums, counts, every item, repeated keys';
  static override description =
    'Reads every byte and sends no request. Reports the file and line of each problem. Exit code 8: problems were found.';
  static override examples = ['<%= config.bin %> dump verify dumps/music-20260102T030405Z'];
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'the dump to check' }),
  };

  async run(): Promise<DumpVerifyResult> {
    const { args, flags } = await this.parse(DumpVerify);
    const progress = new Progress('verifying');
    const found = await verifyDump(args.dir, {
      onProgress: (itemCount) => progress.update({ itemCount }),
    }).finally(() => progress.end());
    const problems = found.problems.map((one) => ({ ...one, problem: withTableFlags(one.problem, flags) }));
    const report = { ...found, problems };
    await this.print(renderVerifyReport(report));
    if (report.problemCount > 0) process.exitCode = EXIT_CODES.CheckFailed;
    return report;
  }
}

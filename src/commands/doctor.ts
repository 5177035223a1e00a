import { BaseCommand } from '../cli/command/base-command.ts';
import { withTableFlags } from '../cli/flags/typed-command.ts';
import { renderCheck } from '../cli/render/render-check.ts';
import type { DoctorResult } from '../cli/results/settings-results.ts';
import { isTrackedByGit } from '../cli/system/git.ts';
import type { Check } from '../lib/doctor/check.ts';
import { examine } from '../lib/doctor/examine.ts';
import { EXIT_CODES } from '../lib/errors/autodyne-error.ts';

/** Shorter than for other commands, because a person is waiting. */
const DEADLINE_SECONDS = 10;

export default class Doctor extends BaseCommand {
  static override summary = 'test the settings, and suggest how to fix problems';
  static override description =
    'Checks settings, credentials, clock, table and index proxy, one line each. Changes nothing. ' +
    'Sends three reads of items that do not exist. Exit code 8: a check failed.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --as BLUE --json'];

  async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(Doctor);
    const resolved = await this.withWaysOut(this.resolvedSettings(flags));
    const client = this.clientOptions({ ...flags, timeout: flags.timeout ?? DEADLINE_SECONDS });
    const checks: Check[] = [];
    const allowHttp = flags['allow-http'] ?? false;
    for await (const check of examine(resolved, { client, allowHttp, isTracked: isTrackedByGit })) {
      const fixes = check.fixes.map((fix) => withTableFlags(fix, flags));
      checks.push({ ...check, fixes });
      await this.print(renderCheck({ ...check, fixes }));
    }
    const ok = checks.every(({ status }) => status !== 'failed');
    if (!ok) process.exitCode = EXIT_CODES.CheckFailed;
    return { ok, checks };
  }
}

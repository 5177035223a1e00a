import { once } from 'node:events';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/command/base-command.ts';
import { assertTableName } from '../cli/command/confirm.ts';
import { interruptible } from '../cli/command/interrupt.ts';
import type { DashboardResult } from '../cli/results/settings-results.ts';
import { setPlanUnits } from '../lib/usage/summarize-reading.ts';

export default class Dashboard extends BaseCommand {
  static override summary =
    'open a page in your browser: usage over time, indexes, and the items of the table';
  static override description =
    `Serves a page on 127.0.0.1 until you press Ctrl-C, only for the browser that opens the link. Each link works once; Enter prints a new one.
Opening the page reads no item of a table in AWS. A table that is not a local twin's is locked for writing until you type its name in the page, or give it with --confirm.`;
  static override examples = [
    '<%= config.bin %> dashboard',
    '<%= config.bin %> dashboard --read-only',
    '<%= config.bin %> dashboard --no-open --port 8080',
  ];
  static override flags = {
    port: Flags.integer({
      summary: 'port to listen on; 0 for any free port',
      helpValue: 'N',
      min: 0,
      max: 65_535,
      default: 0,
    }),
    open: Flags.boolean({ summary: 'open the page in your browser', allowNo: true, default: true }),
    confirm: Flags.string({ summary: 'allow writing; NAME is the name of the table', helpValue: 'NAME' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Dashboard);
    const resolved = this.resolvedSettings(flags);
    const context = await this.connect(flags, resolved);
    assertTableName(context.settings.tableName, flags.confirm);
    const { openDashboard } = await import('../dashboard/open-dashboard.ts');
    const dashboard = await openDashboard({
      context,
      meter: this.meter,
      flags,
      planUnits: setPlanUnits(resolved),
      isConfirmed: flags.confirm !== undefined,
      port: flags.port,
      isOpened: flags.open,
      takesEnter: true,
      tell: (line) => this.note(line),
    });
    try {
      await interruptible(async (signal) => {
        const result: DashboardResult = { url: dashboard.newLink(), port: dashboard.port };
        if (this.jsonEnabled()) this.logJson(result);
        else await this.print(result.url);
        this.note(
          `${process.stdin.isTTY ? 'press Enter for a new link, ' : 'the link works once; '}press Ctrl-C to stop`,
        );
        await dashboard.invite(result.url);
        if (!signal.aborted) await once(signal, 'abort');
      });
    } finally {
      await dashboard.close();
    }
  }
}

import { BaseCommand } from '../cli/command/base-command.ts';
import type { PingResult } from '../cli/results/settings-results.ts';
import { ping } from '../lib/doctor/ping.ts';

export default class Ping extends BaseCommand {
  static override summary = 'test the connection with one request [DescribeTable]';
  static override description =
    'Exit code 6: the credentials are refused. Exit code 7: the server cannot be reached. autodyne doctor tests everything, and says how to fix it.';
  static override examples = ['<%= config.bin %> ping', '<%= config.bin %> ping --timeout 5'];

  async run(): Promise<PingResult> {
    const { flags } = await this.parse(Ping);
    const { client, settings } = await this.connect(flags);
    const result = await ping(client, settings);
    await this.print(`Connection to DynamoDB OK at ${result.endpointUrl}`);
    return result;
  }
}

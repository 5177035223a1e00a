import { BaseCommand } from '../../cli/command/base-command.ts';
import { maskedValue } from '../../cli/command/masked-value.ts';
import { gitWarnings } from '../../cli/command/settings.ts';
import { typedCommand, withTableFlags } from '../../cli/flags/typed-command.ts';
import { renderConfig } from '../../cli/render/render-config.ts';
import type { ConfigResult } from '../../cli/results/settings-results.ts';
import { missingIn } from '../../lib/settings/resolve-settings.ts';
import { fileOfSecrets } from '../../lib/settings/secrets-file.ts';

export default class Config extends BaseCommand {
  static override summary = 'show each setting, its value and where it came from';
  static override description =
    'Settings are taken in this order: flag, environment, .env file, default. Only the last four characters of secrets are shown. ' +
    'Sends no request; to test the settings, run autodyne doctor.';
  static override examples = ['<%= config.bin %> config', '<%= config.bin %> config --as BLUE --json'];

  async run(): Promise<ConfigResult> {
    const { flags } = await this.parse(Config);
    const resolved = this.resolvedSettings(flags);
    const { prefix, envFile, settings } = resolved;
    for (const warning of gitWarnings(fileOfSecrets(resolved))) this.warning(warning);
    const result: ConfigResult = {
      prefix,
      envFile,
      settings: settings.map((setting) => ({
        name: setting.variable,
        value: maskedValue(setting) ?? null,
        source: setting.source,
        from: setting.from,
        isSecret: setting.isSecret,
        isRequired: setting.isRequired,
      })),
    };
    await this.print(renderConfig(result));
    if (!this.jsonEnabled() && missingIn(resolved).length > 0) {
      const pull = ['config', 'pull', '--app', 'APP'];
      const { waysOut = [] } = await this.withWaysOut(resolved);
      for (const way of waysOut) this.note(withTableFlags(way, flags));
      this.note(`some settings are missing; get them from your app: ${typedCommand(pull, flags)}`);
    }
    return result;
  }
}

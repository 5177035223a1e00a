import { Flags } from '@oclif/core';
import { DEFAULT_ENV_FILE } from '../../app/env-file.ts';
import { BaseCommand } from '../../cli/command/base-command.ts';
import { gitWarnings } from '../../cli/command/settings.ts';
import type { ConfigPullResult } from '../../cli/results/settings-results.ts';
import { herokuConfigVars } from '../../cli/system/heroku.ts';
import { writeEnvFile } from '../../cli/system/write-env-file.ts';
import { countOf } from '../../lib/errors/count-text.ts';
import { settingsPrefix } from '../../lib/settings/prefix.ts';
import { pulledVariables } from '../../lib/settings/pulled-variables.ts';

export default class ConfigPull extends BaseCommand {
  static override summary = "write an app's AUTODYNE_* config vars to .env";
  static override description =
    'Runs the heroku command to get them. Only you can read the file. Its other lines are kept. ' +
    'In a git work tree, the file is added to .gitignore. No value is printed.';
  static override examples = [
    '<%= config.bin %> config pull --app my-app',
    '<%= config.bin %> config pull --app my-app --as BLUE --settings-file .env.staging',
  ];
  static override flags = {
    app: Flags.string({ char: 'a', summary: 'the app on Heroku', required: true, helpValue: 'APP' }),
  };

  async run(): Promise<ConfigPullResult> {
    const { flags } = await this.parse(ConfigPull);
    const variables = pulledVariables(await herokuConfigVars(flags.app), flags.app, settingsPrefix(flags.as));
    const { path, created, gitignore } = writeEnvFile(flags['env-file'] ?? DEFAULT_ENV_FILE, variables);
    const names = Object.keys(variables);
    await this.print(
      `${path}: ${created ? 'created with' : 'contains'} ${countOf(names.length, 'setting')} of app ${flags.app}`,
    );
    for (const name of names) await this.print(`  ${name}`);
    if (gitignore !== undefined) this.note(`added ${path} to ${gitignore}`);
    for (const warning of gitWarnings(path)) this.warning(warning);
    for (const name of names.filter((set) => (process.env[set] ?? variables[set]) !== variables[set])) {
      this.warning(`${name} is also set in the environment, which overrides ${path}`);
    }
    return { app: flags.app, envFile: path, created, variables: names, gitignore: gitignore ?? null };
  }
}

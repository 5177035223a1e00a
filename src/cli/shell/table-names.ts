import type { ClientOptions } from '../../lib/client/client-options.ts';
import { keyAttributesOf } from '../../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../../lib/items/read/describe-table.ts';
import { settingsFrom } from '../../lib/settings/check-settings.ts';
import type { ResolvedSettings } from '../../lib/settings/resolve-settings.ts';
import type { LineSession } from '../system/line-session.ts';

interface Names {
  keys: readonly string[];
  indexes: readonly string[];
}

/** The names of keys and indexes of the shell's table, asked for when they are first needed (DescribeTable is free). */
export class TableNames {
  #names: Promise<Names> | undefined;

  constructor(
    private readonly resolve: () => ResolvedSettings | undefined,
    private readonly session: LineSession,
    private readonly options: ClientOptions,
  ) {}

  /** To be called when they may have changed. */
  forget(): void {
    this.#names = undefined;
  }

  /** None where the table cannot be asked. */
  get(): Promise<Names> {
    this.#names ??= this.#ask().catch(() => {
      this.forget();
      return { keys: [], indexes: [] };
    });
    return this.#names;
  }

  async #ask(): Promise<Names> {
    const resolved = this.resolve();
    if (resolved === undefined) return { keys: [], indexes: [] };
    const settings = settingsFrom(resolved, { allowHttp: true });
    const { key, indexes } = await loadTableSchema(
      this.session.client(settings, this.options),
      settings.tableName,
    );
    return {
      keys: keyAttributesOf(key).map(({ name }) => name),
      indexes: indexes.map(({ name }) => name),
    };
  }
}

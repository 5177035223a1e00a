import type { AttributePath } from './attribute-path.ts';

/** Names for an expression: every attribute name is aliased, so that reserved words and odd characters never matter. */
export class ExpressionNames {
  readonly #aliases = new Map<string, string>();

  /** The path as an expression says it, such as `#0.#1[2]`. */
  alias(path: AttributePath): string {
    return path
      .map((step, position) => {
        if (typeof step === 'number') return `[${step}]`;
        return position === 0 ? this.#aliasOf(step) : `.${this.#aliasOf(step)}`;
      })
      .join('');
  }

  /** As `ExpressionAttributeNames` takes them; nothing where nothing was aliased. */
  toRequest(): { ExpressionAttributeNames?: Record<string, string> } {
    if (this.#aliases.size === 0) return {};
    const names = [...this.#aliases].map(([name, alias]) => [alias, name] as const);
    return { ExpressionAttributeNames: Object.fromEntries(names) };
  }

  #aliasOf(name: string): string {
    const known = this.#aliases.get(name);
    if (known !== undefined) return known;
    const alias = `#${this.#aliases.size}`;
    this.#aliases.set(name, alias);
    return alias;
  }
}

/** Attributes to get, as a projection expression. */
export function projectionExpression(paths: readonly AttributePath[], names: ExpressionNames): string {
  return paths.map((path) => names.alias(path)).join(', ');
}

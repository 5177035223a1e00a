import type { RecordErrors } from '../types/validation-types.ts';

/** The errors of one record: of its last validation, and what an app added since. */
export class ValidationErrors implements RecordErrors {
  readonly #messages = new Map<string, string[]>();

  add(name: string, message: string): void {
    const known = this.#messages.get(name) ?? [];
    if (!known.includes(message)) this.#messages.set(name, [...known, message]);
  }

  on(name: string): string[] {
    return [...(this.#messages.get(name) ?? [])];
  }

  fullMessages(): string[] {
    return [...this.#messages].flatMap(([name, messages]) =>
      messages.map((message) => (name === 'base' ? message : `${humanName(name)} ${message}`)),
    );
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  get size(): number {
    return [...this.#messages.values()].reduce((count, messages) => count + messages.length, 0);
  }

  clear(): void {
    this.#messages.clear();
  }

  toJSON(): Record<string, string[]> {
    return Object.fromEntries([...this.#messages].map(([name, messages]) => [name, [...messages]]));
  }
}

/** `First name` of `firstName`, or of `first_name`. */
export function humanName(name: string): string {
  const spaced = name
    .replace(
      /([a-z0-9])([A-Z])/g,
      (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`,
    )
    .replaceAll('_', ' ')
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

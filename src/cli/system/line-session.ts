import { type ConnectionAgent, createAgent } from '../../lib/client/agents.ts';
import { type ClientOptions, type ClientSettings, endpointUrlOf } from '../../lib/client/client-options.ts';
import { RawSender } from '../../lib/client/raw-sender.ts';
import type { ConsumedUnits } from '../../lib/usage/unit-meter.ts';

/** More names would help nobody who presses Tab. */
const MOST_NAMES = 1000;

/**
 * What the shell keeps from one line to the next, and what it learns of each: connections, units, names of attributes. A
 * process that runs one command has none.
 */
export class LineSession {
  /** A person sees the units in the prompt. */
  readonly isInteractive: boolean;
  readonly attributeNames = new Set<string>();
  /** Consumed by the current line. */
  units: ConsumedUnits | undefined;
  /** The person pressed Ctrl-C during the current line. */
  isCanceled = false;
  readonly #agents = new Map<string, ConnectionAgent>();
  readonly #clients = new Set<RawSender>();

  constructor(isInteractive: boolean) {
    this.isInteractive = isInteractive;
  }

  /** To be called before each line. */
  begin(): void {
    this.units = undefined;
    this.isCanceled = false;
    this.#clients.clear();
  }

  /** A client over the connections that earlier lines have left open. */
  client(settings: ClientSettings, options: ClientOptions): RawSender {
    const url = endpointUrlOf(settings);
    const agent =
      this.#agents.get(url) ?? createAgent(url, { maxSockets: Number.POSITIVE_INFINITY, ...options });
    this.#agents.set(url, agent);
    const client = new RawSender(settings, options, agent);
    this.#clients.add(client);
    return client;
  }

  see(items: readonly object[]): void {
    for (const item of items)
      for (const name of Object.keys(item))
        if (this.attributeNames.size < MOST_NAMES) this.attributeNames.add(name);
  }

  /** Ends the requests of the current line; the connections are made anew. */
  cancel(): void {
    this.isCanceled = true;
    for (const client of this.#clients) client.close();
    this.close();
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

let current: LineSession | undefined;

/** That of the shell that runs this command; `undefined` without one. */
export function lineSession(): LineSession | undefined {
  return current;
}

export function setLineSession(session: LineSession | undefined): void {
  current = session;
}

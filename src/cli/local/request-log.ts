import type { ServedRequest } from '../../lib/local/front/watched-request.ts';
import { writeStderr } from '../render/output.ts';
import { requestLine } from '../render/render-twin.ts';

/** Lines kept while they are held back; of more, the first are lost. */
const MOST_HELD = 1000;

/** Shows the requests to a local table on stderr, but not into a question that is open there. */
export class RequestLog {
  #held: string[] | undefined;

  readonly show = (served: ServedRequest): void => {
    const line = requestLine(served);
    if (this.#held === undefined) writeStderr(line);
    else if (this.#held.push(line) > MOST_HELD) this.#held.shift();
  };

  /** Holds lines back until the work is done. */
  async holdDuring<T>(work: () => Promise<T>): Promise<T> {
    this.#held = [];
    try {
      return await work();
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const line of held) writeStderr(line);
    }
  }
}

/** Waits once between two tries of a batch; a new one is made for each batch. */
export type BackoffWait = () => Promise<void>;

/** A strategy, by its name, or its name with what it is given: `{ exponential: { baseBackoff: 0.2, ceiling: 10 } }`. */
export type Backoff = string | Readonly<Record<string, unknown>>;

import { connectSocket } from './connect-socket.ts';
import { HttpConnection } from './http-connection.ts';
import { Places } from './places.ts';

export interface PoolOptions {
  /** A connection that takes longer to be made is given up. */
  connectTimeoutMs: number;
  /** Connections at once; who comes later waits. */
  maxSockets: number;
  /** The HTTP proxy (`HTTPS_PROXY`) to tunnel through to a URL, if any. */
  httpsProxyFor?: ((url: string) => string | undefined) | undefined;
}

/** Connections to one endpoint: opened as they are needed, kept, and used again. Idle ones do not hold the process. */
export class ConnectionPool {
  readonly #endpoint: URL;
  readonly #options: PoolOptions;
  readonly #places: Places;
  readonly #free: HttpConnection[] = [];
  /** Changes only when one is opened or gone: a set that changes with each request would leave a trail of garbage. */
  readonly #all: HttpConnection[] = [];
  #isClosed = false;

  constructor(endpoint: URL, options: PoolOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#places = new Places(options.maxSockets);
  }

  /** Lends a connection that is there, if one is; to be given back by {@link giveBack}. */
  takeFree(): HttpConnection | undefined {
    if (!this.#places.takeNow()) return undefined;
    const connection = this.#popFree();
    if (connection === undefined) this.#places.giveBack();
    return connection;
  }

  /**
   * The same, and opens one where none is free.
   * @throws what the connection's making throws.
   */
  async take(): Promise<HttpConnection> {
    await this.#places.take();
    try {
      return this.#popFree() ?? (await this.#connect());
    } catch (error) {
      this.#places.giveBack();
      throw error;
    }
  }

  giveBack(connection: HttpConnection): void {
    if (this.#isClosed) connection.close();
    if (connection.isFree) this.#free.push(connection);
    else this.#forget(connection);
    this.#places.giveBack();
  }

  /** Closes every connection; requests under way fail. */
  close(): void {
    this.#isClosed = true;
    this.#free.length = 0;
    for (const connection of this.#all.splice(0)) connection.close();
  }

  #popFree(): HttpConnection | undefined {
    // The last used first: the others may go idle, and be closed by the server.
    for (;;) {
      const connection = this.#free.pop();
      if (connection === undefined || connection.isFree) return connection;
      this.#forget(connection);
    }
  }

  async #connect(): Promise<HttpConnection> {
    const { connectTimeoutMs, httpsProxyFor } = this.#options;
    const connection = await HttpConnection.open((reading) =>
      connectSocket(this.#endpoint, {
        httpsProxyUrl: httpsProxyFor?.(this.#endpoint.href),
        timeoutMs: connectTimeoutMs,
        reading,
      }),
    );
    this.#all.push(connection);
    return connection;
  }

  #forget(connection: HttpConnection): void {
    const at = this.#all.indexOf(connection);
    if (at >= 0) this.#all.splice(at, 1);
  }
}

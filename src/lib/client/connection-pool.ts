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
  readonly #busy = new Set<HttpConnection>();
  #isClosed = false;

  constructor(endpoint: URL, options: PoolOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#places = new Places(options.maxSockets);
  }

  /**
   * Lends a connection, to be given back by {@link giveBack}.
   * @throws what the connection's making throws.
   */
  async take(): Promise<HttpConnection> {
    if (!this.#places.takeNow()) await this.#places.take();
    try {
      const connection = this.#takeFree() ?? (await this.#connect());
      this.#busy.add(connection);
      return connection;
    } catch (error) {
      this.#places.giveBack();
      throw error;
    }
  }

  giveBack(connection: HttpConnection): void {
    this.#busy.delete(connection);
    if (this.#isClosed) connection.close();
    else if (connection.isFree) this.#free.push(connection);
    this.#places.giveBack();
  }

  /** Closes every connection; requests under way fail. */
  close(): void {
    this.#isClosed = true;
    for (const connection of [...this.#free.splice(0), ...this.#busy]) connection.close();
  }

  #takeFree(): HttpConnection | undefined {
    // The last used first: the others may go idle, and be closed by the server.
    for (;;) {
      const connection = this.#free.pop();
      if (connection === undefined || connection.isFree) return connection;
    }
  }

  #connect(): Promise<HttpConnection> {
    const { connectTimeoutMs, httpsProxyFor } = this.#options;
    return HttpConnection.open((reading) =>
      connectSocket(this.#endpoint, {
        httpsProxyUrl: httpsProxyFor?.(this.#endpoint.href),
        timeoutMs: connectTimeoutMs,
        reading,
      }),
    );
  }
}

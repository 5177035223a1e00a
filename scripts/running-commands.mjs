import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Commands of autodyne that run until they are stopped, such as `local` and `dashboard`. */
export class RunningCommands {
  #cli;
  #options;
  #children = [];

  /**
   * @param cli path of `bin/run.js`
   * @param options of `spawn`: `cwd` and `env`
   */
  constructor(cli, options) {
    this.#cli = cli;
    this.#options = options;
  }

  /**
   * Starts a command, and resolves to its output of a stream once that matches.
   * @param stream `stdout` or `stderr`
   * @throws Error with the output when the command ends before
   */
  async start(argv, stream, pattern) {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, [this.#cli, ...argv], { ...this.#options, stdio });
    this.#children.push(child);
    let text = '';
    for await (const chunk of child[stream].setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (pattern.test(text)) return text;
    }
    throw new Error(`autodyne ${argv.join(' ')} ended: ${text}`);
  }

  /** Stops them, the last one first, and waits until they have ended. */
  async stop() {
    for (const child of this.#children.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGINT');
      await once(child, 'close');
    }
  }
}

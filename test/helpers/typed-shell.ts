import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type ShellName = 'bash' | 'zsh';

/** Without color, and on one line: `zle` and `readline` then write little else than what is typed. */
const PROMPT = 'READY> ';

/**
 * The function `autodyne` of the shell prints the args that it gets; the completion script itself calls the program
 * of that name.
 */
const SHOW_ARGS = `autodyne() { printf 'ARGS'; printf '<%s>' "$@"; printf ':END\\n'; }\n`;

const SETUP: Readonly<Record<ShellName, string>> = {
  bash: `PS1='${PROMPT}'\nbind 'set bell-style none'\nbind 'set enable-bracketed-paste off'\nset +o history\n`,
  zsh: `PROMPT='${PROMPT}'\nunsetopt PROMPT_SP BEEP\nunset zle_bracketed_paste\nautoload -Uz compinit && compinit -u -D\n`,
};

/** `script` of util-linux gives a command a terminal. */
export function hasTerminals(): boolean {
  return output('script', ['--version']).includes('util-linux');
}

export function hasShell(name: ShellName): boolean {
  return output(name, ['--version']) !== '';
}

function output(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** A real, interactive shell in a pseudo-terminal, with the completion of `autodyne`. */
export class TypedShell {
  readonly #child: ChildProcess;
  #output = '';
  #notify: () => void = () => undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#notify();
    });
  }

  /** @param folder its working folder, where the file is written that it reads at its start */
  static async start(
    name: ShellName,
    { folder, env }: { folder: string; env: Record<string, string> },
  ): Promise<TypedShell> {
    const setup = `${SETUP[name]}eval "$(command autodyne autocomplete ${name})"\n${SHOW_ARGS}`;
    writeFileSync(join(folder, name === 'zsh' ? '.zshrc' : '.bashrc'), setup);
    const command = name === 'zsh' ? 'zsh -d -i' : 'bash --noprofile --rcfile .bashrc -i';
    const child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: folder,
      env: { ...env, ZDOTDIR: folder, TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const shell = new TypedShell(child);
    await shell.#until(PROMPT);
    return shell;
  }

  /** Types keys, then Enter; the args that `autodyne` got. */
  async argsOf(keys: string): Promise<string[]> {
    const text = await this.type(`${keys}\n`, ':END\r\n');
    const [, args = ''] = /ARGS<(.*)>:END/s.exec(text) ?? [];
    return args.split('><');
  }

  /** Types keys and waits for a text; all that appeared until then. */
  async type(keys: string, until: string): Promise<string> {
    this.#output = '';
    this.#child.stdin?.write(keys);
    return this.#until(until);
  }

  async #until(text: string): Promise<string> {
    const deadline = Date.now() + 20_000;
    while (!this.#output.includes(text)) {
      if (Date.now() > deadline)
        throw new Error(`no ${JSON.stringify(text)} in: ${JSON.stringify(this.#output)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#notify = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#output;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.kill('SIGKILL');
    });
  }
}

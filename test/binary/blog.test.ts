import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `examples/blog` as it is checked out, within a copy of this repository, in which nothing is installed yet. */
async function checkedOutBlog(): Promise<string> {
  const repository = await temporaryFolder(afterAll);
  for (const name of ['package.json', 'bin', 'dist', 'node_modules']) {
    symlinkSync(join(root, name), join(repository, name));
  }
  const blog = join(repository, 'examples/blog');
  for (const name of ['src', 'package.json', 'package-lock.json', 'tsconfig.json', '.npmrc']) {
    cpSync(join(root, 'examples/blog', name), join(blog, name), { recursive: true });
  }
  return blog;
}

/** The line by which the README says that it is run. */
function commandLine(): string {
  const readme = readFileSync(join(root, 'examples/blog/README.md'), 'utf8');
  return /```sh\n([^#\n]+)/.exec(readme)?.[1]?.trim() ?? '';
}

describe('examples/blog, by the line of its README', () => {
  let child: ChildProcessByStdio<null, Readable, null> | undefined;
  let url = '';

  beforeAll(async () => {
    expect(commandLine()).toBe('npm ci && autodyne local -- npm start');
    const cwd = await checkedOutBlog();
    // The command line, installed for the whole machine, and the Node that the tests run on.
    const installed = await temporaryFolder(afterAll);
    symlinkSync(join(root, 'bin/run.js'), join(installed, 'autodyne'));
    const { PATH = '', HOME = '' } = process.env;
    const path = [installed, dirname(process.execPath), PATH].join(delimiter);
    // A group of its own, so that Ctrl-C can come to all of it, as at a terminal.
    child = spawn('sh', ['-c', commandLine()], {
      cwd,
      detached: true,
      env: { PATH: path, HOME, PORT: '0', NO_COLOR: '1', npm_config_prefer_offline: 'true' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      output += chunk;
      if (/localhost:\d+\n/.test(output)) break;
    }
    expect(output).toMatch(/index byAuthor created\nindex byPost created\nindex newest created\n/);
    url = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '';
    expect(url).not.toBe('');
  }, 240_000);
  afterAll(async () => {
    if (child?.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGINT');
    await once(child, 'exit');
  });

  const page = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();

  async function send(
    path: string,
    form: Record<string, string>,
  ): Promise<{ status: number; path: string; text: string }> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    const { status, headers } = response;
    return { status, path: headers.get('location') ?? '', text: await response.text() };
  }

  test('three pages: users join, write posts of two kinds, and get comments', async () => {
    const anna = await send('/users', { name: 'Anna', email: ' Anna@Example.com ' });
    expect(anna).toMatchObject({ status: 303, path: expect.stringMatching(/^\/users\/./) });

    const article = await send(`${anna.path}/posts`, { title: 'First', text: '<b>Hello</b>', url: '' });
    const link = await send(`${anna.path}/posts`, { title: 'Second', text: '', url: 'https://example.com/' });
    expect(await page(article.path)).toMatch(
      /<h1>First<\/h1>[\s\S]*>Anna<\/a>[\s\S]*&lt;b&gt;Hello&lt;\/b&gt;/,
    );
    expect(await page(link.path)).toContain('<a href="https://example.com/">');

    expect(await send(`${article.path}/comments`, { name: 'Bob', text: 'Nice' })).toMatchObject({
      status: 303,
      path: article.path,
    });
    await send(`${article.path}/comments`, { name: 'Eve', text: 'Indeed' });
    expect(await page(article.path)).toMatch(/<li>Bob: Nice<\/li>[\s\S]*<li>Eve: Indeed<\/li>/);

    expect(await page('/')).toMatch(/>Second<\/a> \(0 comments\)[\s\S]*>First<\/a> \(2 comments\)/);
    const carl = await send('/users', { name: 'Carl', email: 'carl@example.com' });
    await send(`${carl.path}/posts`, { title: 'Third', text: 'x', url: '' });
    expect(await page(anna.path)).toMatch(/>First<\/a>[\s\S]*>Second<\/a>/);
    expect(await page(anna.path)).not.toContain('Third');
  });

  test('an e-mail that somebody has is refused, however it is written', async () => {
    await send('/users', { name: 'Dora', email: 'dora@example.com' });
    expect(await send('/users', { name: 'Dora too', email: 'DORA@example.com' })).toMatchObject({
      status: 409,
      text: expect.stringContaining('Somebody with this e-mail has joined already'),
    });
  });

  test('what validations refuse is shown, and a page of nothing is not found', async () => {
    const emil = await send('/users', { name: 'Emil', email: 'emil@example.com' });
    const bad = { title: 'Bad', text: '', url: 'javascript:alert(1)' };
    expect(await send(`${emil.path}/posts`, bad)).toMatchObject({
      status: 422,
      text: expect.stringContaining('Url is invalid'),
    });
    expect((await fetch(`${url}/posts/none`)).status).toBe(404);
  });
});

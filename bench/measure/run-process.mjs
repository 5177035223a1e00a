/** Runs a contestant as a whole process, and measures it from its start to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/**
 * The interval at which peak memory and processor time are read. The figures of the kernel never decrease, so only the
 * last milliseconds of a process are missed. (The rusage of a child would also count the memory of its parent, which the
 * child shares until it executes another program.)
 */
const READ_EVERY_MS = 10;

/** The kernel counts processor time in these, whatever its own clock is. */
const TICKS_A_SECOND = 100;

/**
 * @param {{ command: string[], env?: object, stdout?: string }} contestant `stdout` is a file to send it to
 * @returns seconds; processor seconds and peak resident bytes (NaN where the system does not tell); what it said on stdout
 */
export async function runProcess({ command: [file, ...args], env, stdout }) {
  const output = stdout === undefined ? 'pipe' : openSync(stdout, 'w', 0o600);
  const startedAt = performance.now();
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', output, 'pipe'] });
  const texts = [child.stdout, child.stderr].map(collect);
  let used = { processorSeconds: Number.NaN, peakBytes: Number.NaN };
  const timer = setInterval(() => {
    used = usedBy(child.pid) ?? used;
  }, READ_EVERY_MS);
  const [code, signal] = await once(child, 'exit');
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(timer);
  if (stdout !== undefined) closeSync(output);
  const [said, complaint] = await Promise.all(texts);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${code ?? signal}\n${complaint}`);
  return { seconds, ...used, stdout: said };
}

/** @returns `undefined` off Linux, and of a process that has ended */
function usedBy(pid) {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes === undefined) return undefined;
    // The fields after the program's name, which may have anything in it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { peakBytes: Number(kilobytes) * 1024, processorSeconds: ticks / TICKS_A_SECOND };
  } catch {
    return undefined;
  }
}

async function collect(stream) {
  let text = '';
  for await (const piece of stream ?? []) text += piece;
  return text;
}

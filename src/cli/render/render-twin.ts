import { countOf } from '../../lib/errors/count-text.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { EngineEnd } from '../../lib/local/engine/engine-process.ts';
import type { ServedRequest } from '../../lib/local/front/watched-request.ts';
import type { RunningTwin } from '../../lib/local/running-twin.ts';
import type { Twin } from '../../lib/local/twin.ts';
import { palette } from './palette.ts';

/** Variables as a `.env` file has them, ready to paste. */
export function variableLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

/** The lines printed when the twin is ready. @param folder of its data; `undefined` in memory */
export function twinNotes(twin: Twin, folder: string | undefined): string[] {
  const { port } = new URL(twin.endpointUrl);
  const location = folder === undefined ? 'in memory, lost at exit' : `kept in ${folder}`;
  return [
    ...(twin.takenPort === undefined
      ? []
      : [`port ${twin.takenPort} is in use; listening on ${port}. Update your .env`]),
    `${twin.isNew ? 'created' : 'using existing'} table ${twin.tableName}, ${location}`,
    `listening at ${twin.endpointUrl}; press Ctrl-C to stop`,
  ];
}

/** The note after the config vars of a twin were written that another process runs. */
export function joinNote({ pid, isForCommand }: RunningTwin): string {
  const end = isForCommand ? '; it ends with the command that it runs' : '';
  return `they are those of the local table that is running (process ${pid})${end}`;
}

/** The note for `--log` where another process runs the twin. */
export function elsewhereNote({ pid }: RunningTwin): string {
  return `--log does not apply: requests are shown by the process that runs the local table (process ${pid})`;
}

export function restartNote(end: EngineEnd): string {
  return `${engineEndText(end)}; restarting it with the same data`;
}

/** For example `the engine stopped unexpectedly (SIGKILL)`, then the last line that it printed, if any. */
export function engineEndText({ how, lastOutput }: EngineEnd): string {
  const ending = lastOutput === '' ? '' : `; last output: ${lastOutput}`;
  return `the engine stopped unexpectedly (${how})${ending}`;
}

/** The note for a usage file that cannot be written; the meter tries again later. */
export function unwrittenUsageNote(error: unknown): string {
  const { code, message } = errorFacts(error);
  return `cannot save the usage of the table (${code ?? message}); it is counted in memory, and saving is tried again`;
}

/** A request to the local table: `GetItem id=1  0.5 read units, 2 ms`; a refused one with the reason. */
export function requestLine({ operation, subject, units, durationMs, refusal }: ServedRequest): string {
  const colors = palette(process.stderr);
  const asked = subject === '' ? operation : `${operation} ${subject}`;
  const facts = [
    ...(units.read === 0 ? [] : [countOf(units.read, 'read unit')]),
    ...(units.write === 0 ? [] : [countOf(units.write, 'write unit')]),
    `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`,
  ].join(', ');
  if (refusal === undefined) return `${asked}  ${colors.dim(facts)}`;
  const reason = [refusal.name, ...(refusal.message === '' ? [] : [refusal.message])].join(': ');
  return `${asked}  ${colors.red('refused')}, ${reason}  ${colors.dim(facts)}`;
}

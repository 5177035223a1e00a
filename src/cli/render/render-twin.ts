import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { EngineEnd } from '../../lib/local/engine/engine-process.ts';
import type { Twin } from '../../lib/local/twin.ts';

/** Variables as a `.env` file has them, ready to paste. */
export function variableLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

/** What a person is told when the twin is ready; `folder` is where it keeps its data. */
export function twinNotes(twin: Twin, folder: string | undefined): string[] {
  const { port } = new URL(twin.endpointUrl);
  const place = folder === undefined ? 'in memory, gone at the end' : `kept in ${folder}`;
  return [
    ...(twin.takenPort === undefined
      ? []
      : [
          `port ${twin.takenPort} is taken by another program, so it is ${port} this time: a .env of before is wrong`,
        ]),
    `${twin.isNew ? 'made' : 'found'} table ${twin.tableName}, ${place}`,
    `listening at ${twin.endpointUrl}; Ctrl-C stops it`,
  ];
}

/** What a person is told when the engine died and is started again. */
export function restartNote(end: EngineEnd): string {
  return `${engineEndText(end)}; it is started again on the same data`;
}

/** That the engine died, how, and what it said last: `the engine has ended by itself (SIGKILL)`. */
export function engineEndText({ how, lastWords }: EngineEnd): string {
  const words = lastWords === '' ? '' : `, with the words: ${lastWords}`;
  return `the engine has ended by itself (${how})${words}`;
}

/** What a person is told when what was used cannot be kept. */
export function unwrittenUsageNote(error: unknown): string {
  const { code, message } = errorFacts(error);
  return `what is used cannot be written beside the data (${code ?? message}); it is counted in memory, and tried again`;
}

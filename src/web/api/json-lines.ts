import { parseJson } from '../../lib/json/parse-json.ts';

/** The values of a JSON Lines response, as they arrive. A line that the connection cut off is an error of the reader. */
export async function* jsonLines<T>(response: Response): AsyncGenerator<T> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const lines = (rest + chunk.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield parseJson(line) as T;
    }
    if (rest !== '') yield parseJson(rest) as T;
  } finally {
    await reader.cancel();
  }
}

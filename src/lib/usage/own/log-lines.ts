import { requestUnits } from '../unit-meter.ts';
import type { CountedUsage } from './counted-usage.ts';

/** The usage of one table by an app's client in one minute; passed to `createClient({ onUnits })`. */
export interface MinuteUnits {
  tableName: string;
  minute: Date;
  /** Requests that had a response. */
  requests: number;
  /** Attempts that were refused with a throttling error; they cost nothing. */
  throttled: number;
  /** Requests whose units DynamoDB does not report, such as failed conditions. */
  untold: number;
  /** Of the table and its indexes together; `request` is `read` + 5 x `write`. */
  read: number;
  write: number;
  request: number;
  /** Each index separately. */
  indexes: Readonly<Record<string, { read: number; write: number }>>;
  /** Each operation separately, by name: `PutItem`. */
  operations: Readonly<Record<string, { requests: number; read: number; write: number }>>;
}

/**
 * The counts as one line, in the form that log drains of Heroku add up: `at=2026-03-01T12:00:00Z source=music
 * count#autodyne.read_units=12 …`. `autodyne usage --from FILE` reads it.
 */
export function unitsLogLine(units: MinuteUnits): string {
  const { tableName, minute, indexes, operations } = units;
  const counts: [string, number][] = [
    ['read_units', units.read],
    ['write_units', units.write],
    ['request_units', units.request],
    ['requests', units.requests],
  ];
  if (units.throttled > 0) counts.push(['throttled', units.throttled]);
  if (units.untold > 0) counts.push(['untold', units.untold]);
  for (const [name, { read, write }] of Object.entries(indexes)) {
    if (read > 0) counts.push([`index.${name}.read_units`, read]);
    if (write > 0) counts.push([`index.${name}.write_units`, write]);
  }
  for (const [name, { requests, read, write }] of Object.entries(operations)) {
    counts.push([`operation.${name}.requests`, requests]);
    if (read > 0) counts.push([`operation.${name}.read_units`, read]);
    if (write > 0) counts.push([`operation.${name}.write_units`, write]);
  }
  const at = `at=${minute.toISOString().replace('.000Z', 'Z')} source=${tableName}`;
  return [at, ...counts.map(([name, count]) => `count#autodyne.${name}=${count}`)].join(' ');
}

/** A line of an app's log that has counts in it. */
export interface LoggedUsage extends CountedUsage {
  tableName: string;
}

/**
 * Reads a line of a log, with any prefix that a platform added (`2026-03-01T12:00:01+00:00 app[web.1]: `); `undefined`
 * for one without complete counts of units.
 */
export function readLogLine(line: string): LoggedUsage | undefined {
  const [, stamp = '', tableName = ''] = /(?:^|\s)at=(\S+) source=(\S+) count#autodyne\./.exec(line) ?? [];
  const time = Date.parse(stamp) / 1000;
  if (Number.isNaN(time)) return undefined;
  const counts = new LineCounts(line);
  const [read, write] = [counts.of('read_units'), counts.of('write_units')];
  // A line that was cut off in the middle of a number would be read as another number.
  if (counts.of('request_units') !== requestUnits({ read, write })) return undefined;
  const indexes = counts
    .named('index')
    .map(([name, { Read, Write }]) => [name, { Read, Write, Throttled: 0 }] as const);
  const table = { Read: read, Write: write, Throttled: counts.of('throttled') };
  for (const [, units] of indexes) {
    table.Read -= units.Read;
    table.Write -= units.Write;
  }
  const operations = counts.named('operation').map(([Operation, sums]) => ({ Operation, ...sums }));
  return {
    tableName,
    time,
    table,
    indexes: Object.fromEntries(indexes),
    operations,
    untold: counts.of('untold'),
  };
}

/** The `count#autodyne.NAME=NUMBER` of a line. */
class LineCounts {
  readonly #counts = new Map<string, number>();

  constructor(line: string) {
    for (const [, name = '', text = ''] of line.matchAll(/\scount#autodyne\.([^\s=]+)=(\d\S*)/g)) {
      this.#counts.set(name, Number(text));
    }
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Those of each index, or of each operation: `KIND.NAME.read_units`. */
  named(kind: 'index' | 'operation'): [string, { Requests: number; Read: number; Write: number }][] {
    const found = new Set<string>();
    for (const key of this.#counts.keys()) {
      const [, of, name = ''] = /^(\w+)\.(.+)\.(?:requests|read_units|write_units)$/.exec(key) ?? [];
      if (of === kind) found.add(name);
    }
    return [...found].map((name) => [
      name,
      {
        Requests: this.of(`${kind}.${name}.requests`),
        Read: this.of(`${kind}.${name}.read_units`),
        Write: this.of(`${kind}.${name}.write_units`),
      },
    ]);
  }
}

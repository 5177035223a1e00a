import { describe, expect, test } from 'vitest';
import { dataFilePath, isOurDataFileName, pathInside } from '../../../src/lib/archive/archive-layout.ts';
import {
  type DumpRequest,
  isWholeRequest,
  parseDumpRequest,
  serializeDumpRequest,
} from '../../../src/lib/archive/dump-request.ts';
import {
  parseExportSummary,
  parseSummary,
  serializeSummary,
  summarize,
} from '../../../src/lib/archive/dump-summary.ts';
import {
  type JournalRecord,
  parseDataFiles,
  parseJournal,
  serializeJournalRecord,
} from '../../../src/lib/archive/journal.ts';
import { chooseSegments } from '../../../src/lib/dump/choose-segments.ts';
import { planResume } from '../../../src/lib/dump/resume-plan.ts';
import { estimateScan, estimateWrites } from '../../../src/lib/usage/dump-estimate.ts';
import { writeUnits } from '../../../src/lib/usage/write-cost.ts';

const request: DumpRequest = {
  formatVersion: 1,
  toolVersion: '0.1.0',
  tableName: 'music',
  startedAt: '2026-01-02T03:04:05.678Z',
  totalSegments: 4,
  firstSegment: 0,
  lastSegment: 3,
  contents: 'all',
  isConsistent: false,
  compression: 'gzip',
  attributes: undefined,
  where: undefined,
  scan: {},
  limit: undefined,
};

function record(segment: number, fileNumber: number, isLast: boolean): JournalRecord {
  return {
    path: dataFilePath(segment, fileNumber, 'gzip'),
    itemCount: 10,
    md5Base64: 'XrY7u+Ae7tCTyyK7j1rNww==',
    etag: '00-1',
    segment,
    sizeBytes: 100,
    contentSizeBytes: 1000,
    scannedCount: 12,
    consumedReadUnits: 1.5,
    lastEvaluatedKey: isLast ? undefined : { id: { S: `after ${segment}-${fileNumber}` } },
  };
}

describe('dump.json', () => {
  test('round trip', () => {
    const asked: DumpRequest = {
      ...request,
      attributes: ['id', 'info.rating'],
      where: ['year.gte:=2010'],
      scan: { FilterExpression: '#n0 >= :v0', ExpressionAttributeValues: { ':v0': { N: '2010' } } },
      limit: 5,
    };
    expect(parseDumpRequest(serializeDumpRequest(asked), 'dump.json')).toEqual(asked);
    expect(parseDumpRequest(serializeDumpRequest(request), 'dump.json')).toEqual(request);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ formatVersion: 2 }, 'dump.json: format version 2; this version of autodyne reads versions up to 1'],
    [{ formatVersion: 0 }, 'dump.json: format version 0; this version of autodyne reads versions up to 1'],
    [{ tableName: 7 }, 'dump.json: "tableName" is not a string'],
    [{ totalSegments: -1 }, 'dump.json: "totalSegments" is not a whole number of 0 or more'],
    [{ totalSegments: 2_000_000 }, 'dump.json: "totalSegments" is not from 1 to 1000000: 2000000'],
    [{ lastSegment: 4 }, 'dump.json: segments 0 to 4 are not a range of 4'],
    [{ compression: 'lz4' }, 'dump.json: "compression" is not one of: gzip, zstd, none'],
    [{ isConsistent: 'yes' }, 'dump.json: "isConsistent" is not true or false'],
    [{ scan: [] }, 'dump.json: "scan" is not an object'],
    [{ scan: { FilterExpression: 1 } }, 'dump.json: "scan.FilterExpression" is not a string'],
    [
      { scan: { ExpressionAttributeNames: { '#a': 1 } } },
      'dump.json: "scan.ExpressionAttributeNames.#a" is not a string',
    ],
    [
      { scan: { ExpressionAttributeValues: { ':a': 'x' } } },
      'dump.json: "scan.ExpressionAttributeValues.:a" is not an object',
    ],
    [
      { scan: { ExpressionAttributeNames: [] } },
      'dump.json: "scan.ExpressionAttributeNames" is not an object',
    ],
    [
      { scan: { IndexName: 'other' } },
      'dump.json: "scan.IndexName" is not a member of the Scan request of a dump',
    ],
    [{ where: [1] }, 'dump.json: "where.0" is not a string'],
    [{ where: 'a' }, 'dump.json: "where" is not an array of strings'],
    [{ startedAt: undefined }, 'dump.json: "startedAt" is missing'],
  ])('%j is refused', (wrong, message) => {
    const text = JSON.stringify({ ...JSON.parse(serializeDumpRequest(request)), ...wrong });
    expect(() => parseDumpRequest(text, 'dump.json')).toThrow(message);
  });

  test.each(['', '[]', '{', 'null'])('%j is refused', (text) =>
    expect(() => parseDumpRequest(text, 'dump.json')).toThrow(/^dump\.json: not (JSON|a JSON object)$/),
  );

  test.each<[Partial<DumpRequest>, boolean]>([
    [{}, true],
    [{ contents: 'data' }, false],
    [{ contents: 'schema' }, false],
    [{ lastSegment: 2 }, false],
    [{ firstSegment: 1 }, false],
    [{ limit: 1 }, false],
    [{ attributes: ['id'] }, false],
    [{ scan: { FilterExpression: 'a = b' } }, false],
  ])('whole with %j: %s', (change, expected) =>
    expect(isWholeRequest({ ...request, ...change })).toBe(expected),
  );
});

describe('the journal', () => {
  const records = [record(0, 1, false), record(1, 1, true), record(0, 2, false)];
  const text = records.map(serializeJournalRecord).join('');

  test('round trip', () => expect(parseJournal(Buffer.from(text), 'j')).toEqual(records));

  test('an attribute named __proto__ in a key', () => {
    const lastEvaluatedKey = JSON.parse('{"__proto__":{"S":"x"}}');
    const line = serializeJournalRecord({ ...record(0, 1, false), lastEvaluatedKey });
    expect(parseJournal(Buffer.from(line), 'j')[0]?.lastEvaluatedKey).toEqual(lastEvaluatedKey);
  });

  test('a torn last line is left out', () => {
    for (let length = 0; length <= text.length; length += 1) {
      const whole = text.slice(0, length).split('\n').length - 1;
      expect(parseJournal(Buffer.from(text.slice(0, length)), 'j')).toEqual(records.slice(0, whole));
    }
  });

  test.each([
    [`${text}{"itemCount":1}\n`, 'j: line 4: "dataFileS3Key" is missing'],
    [`${text}nonsense\n`, 'j: line 4: not JSON'],
    [text + text, `j: line 4: "data/segment-00000-00001.json.gz" is listed twice`],
  ])('a damaged one is refused', (damaged, message) =>
    expect(() => parseJournal(Buffer.from(damaged), 'j')).toThrow(message),
  );

  test("reads AWS's", () => {
    const line =
      '{"itemCount":8,"md5Checksum":"sQMSpEILNgoQmarvDFonGQ==","etag":"af83d6f217c19b8b0fff8023d8ca4716-1","dataFileS3Key":"some/prefix/AWSDynamoDB/01621587695378-f705d932/data/asdl.json.gz"}\n';
    expect(parseDataFiles(Buffer.from(line), 'j')).toEqual([
      { path: 'data/asdl.json.gz', itemCount: 8, md5Base64: 'sQMSpEILNgoQmarvDFonGQ==' },
    ]);
  });

  test.each([
    '../x',
    'data/../../x',
    '/etc/passwd',
    'C:/x',
    'C:\\x',
    'data\\..\\x',
    '',
    'a//b',
    './x',
    'AWSDynamoDB/01/../../x',
    'x\0',
  ])('a path that points outside is refused: %j', (key) =>
    expect(() => pathInside(key, 'j')).toThrow(`j: "${key}" is not a path inside the dump`),
  );
});

describe('planResume', () => {
  test('nothing was done', () => {
    expect(planResume({ firstSegment: 2, lastSegment: 3 }, [], []).segments).toEqual([
      { segment: 2, exclusiveStartKey: undefined, nextFileNumber: 1 },
      { segment: 3, exclusiveStartKey: undefined, nextFileNumber: 1 },
    ]);
  });

  test('goes on from the last record of each segment, and removes what is not recorded', () => {
    const journal = [record(0, 1, false), record(1, 1, true), record(0, 2, false), record(3, 1, false)];
    const names = [
      'segment-00000-00001.json.gz',
      'segment-00000-00003.json.gz',
      'segment-00002-00001.json.gz.partial',
      'segment-00001-00001.json.gz',
      'notes.txt',
      'segment-x.json.gz',
    ];
    expect(planResume(request, journal, names)).toEqual({
      segments: [
        { segment: 0, exclusiveStartKey: { id: { S: 'after 0-2' } }, nextFileNumber: 3 },
        { segment: 2, exclusiveStartKey: undefined, nextFileNumber: 1 },
        { segment: 3, exclusiveStartKey: { id: { S: 'after 3-1' } }, nextFileNumber: 2 },
      ],
      filesToRemove: ['segment-00000-00003.json.gz', 'segment-00002-00001.json.gz.partial'],
    });
  });

  test.each([
    ['segment-00000-00001.json', true],
    ['segment-123456-00001.json.zst', true],
    ['segment-1-1.json.gz', false],
    ['my-segment-00000-00001.json.gz', false],
  ])('%s is ours: %s', (name, expected) => expect(isOurDataFileName(name)).toBe(expected));
});

describe('manifest-summary.json', () => {
  const summary = summarize(request, [record(0, 1, true), record(1, 1, true)], {
    toolVersion: '0.2.0',
    endTime: '2026-01-02T04:00:00.000Z',
    tableArn: 'arn:aws:dynamodb:us-east-1:1:table/music',
    requestMd5Base64: 'XrY7u+Ae7tCTyyK7j1rNww==',
    tableMd5Base64: undefined,
  });

  test('round trip', () => {
    expect(parseSummary(serializeSummary(summary), 's')).toEqual(summary);
    expect(summary).toMatchObject({ itemCount: 20, consumedReadUnits: 3, fileCount: 2, isWhole: true });
  });

  test("has AWS's fields", () => {
    expect(parseExportSummary(serializeSummary(summary), 's')).toEqual({
      itemCount: 20,
      tableArn: 'arn:aws:dynamodb:us-east-1:1:table/music',
      outputFormat: 'DYNAMODB_JSON',
    });
  });

  test.each([
    [
      '{"version":"2023-08-01","itemCount":1,"exportType":"INCREMENTAL_EXPORT"}',
      's: this is an incremental export (INCREMENTAL_EXPORT), which cannot be restored by itself',
    ],
    [
      '{"itemCount":1,"exportFromTime":"x"}',
      's: this is an incremental export (INCREMENTAL_EXPORT), which cannot be restored by itself',
    ],
    [
      '{"itemCount":1,"outputFormat":"ION"}',
      's: the export is in the format ION; only DYNAMODB_JSON can be read',
    ],
  ])('%s is refused', (text, message) => expect(() => parseExportSummary(text, 's')).toThrow(message));
});

describe('estimates', () => {
  test('half a unit for 4 KB of the table', () => {
    const table = { itemCount: 1000, sizeBytes: 1024 ** 3 };
    expect(estimateScan(table, { isConsistent: false, segments: 16, planUnits: 19_600_000 })).toEqual({
      ...table,
      capacityUnits: 131_072,
      requestUnits: 131_072,
      planShare: 131_072 / 19_600_000,
    });
    expect(estimateScan(table, { isConsistent: true, segments: 16, planUnits: 1 }).capacityUnits).toBe(
      262_144,
    );
  });

  test('an empty table costs its segments', () =>
    expect(
      estimateScan({ itemCount: 0, sizeBytes: 0 }, { isConsistent: false, segments: 4, planUnits: 1 })
        .capacityUnits,
    ).toBe(2));

  test.each([
    [0, 1],
    [1024, 1],
    [1025, 2],
    [2500, 3],
  ])('%i bytes: %i write units', (size, expected) => expect(writeUnits(size)).toBe(expected));

  test('a write unit is five request units', () =>
    expect(estimateWrites({ itemCount: 1, sizeBytes: 10, writeUnits: 4 }, 100)).toMatchObject({
      capacityUnits: 4,
      requestUnits: 20,
      planShare: 0.2,
    }));

  test.each([
    [0, 1],
    [4_000_000, 1],
    [5_000_000, 4],
    [40_000_000, 10],
    [100_000_000, 16],
    [1e12, 16],
  ])('a table of %i bytes is scanned in %i segments', (sizeBytes, expected) =>
    expect(chooseSegments(sizeBytes)).toBe(expected),
  );
});

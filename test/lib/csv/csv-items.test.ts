import { describe, expect, test } from 'vitest';
import { parseTypedColumns } from '../../../src/lib/csv/column-type.ts';
import { checkCsvTypes, csvItems } from '../../../src/lib/csv/csv-items.ts';
import type { CsvReading } from '../../../src/lib/csv/csv-reading.ts';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { SourceFindings } from '../../../src/lib/items/elements/source-findings.ts';
import { toPlainJsonText } from '../../../src/lib/items/json/plain-json-text.ts';
import { failure, failureOf } from '../../helpers/failure.ts';
import { inPieces, PLAIN_READING, readCsv } from './csv-text.ts';

async function read(
  text: string | Uint8Array,
  columns = '',
  more: Partial<CsvReading> = {},
): Promise<string[]> {
  const typed = columns === '' ? [] : parseTypedColumns(columns);
  const { items } = await readCsv(text, { columns: typed, ...more });
  return items.map((item) => toPlainJsonText(item));
}

function refused(
  text: string | Uint8Array,
  columns = '',
  more: Partial<CsvReading> = {},
): Promise<AutodyneError> {
  return failureOf(read(text, columns, more));
}

const NUMBER_WAY = 'write numbers with a decimal point and no other separators: 1234.5';
const BLANKS_WAY = 'for an absent attribute, the cell must be empty: remove the blanks';
const FORMULA_WAY =
  'it is an error of the spreadsheet: correct it there, or make the cell empty for an absent attribute';
const DOT_WAY =
  'if the dot belongs to the name of an attribute, write a backslash before it in the header: a\\.b';
const NAME_WAY = 'name it in the header, or remove its values';

describe('the text of a file', () => {
  test.each([
    ['line feeds', 'id,a\n1,x\n2,y\n'],
    ['CRLF', 'id,a\r\n1,x\r\n2,y\r\n'],
    ['CR', 'id,a\r1,x\r2,y\r'],
    ['no end of the last line', 'id,a\n1,x\n2,y'],
    ['a byte order mark', '\ufeffid,a\n1,x\n2,y\n'],
    ['everything in quotes', '"id","a"\r\n"1","x"\r\n"2","y"\r\n'],
    ['a byte order mark and quotes', '\ufeff"id","a"\n"1","x"\n"2","y"\n'],
    ['blank lines', '\nid,a\n\n1,x\r\n\n2,y\n\n'],
    ['rows without any value', 'id,a\n1,x\n,\n"",""\n2,y\n,\n'],
    ['semicolons', 'id;a\n1;x\n2;y\n'],
    ['tabs', 'id\ta\n1\tx\n2\ty\n'],
    ['commas, as a first line says', 'sep=,\nid,a\n1,x\n2,y\n'],
    ['semicolons, as a first line says', '\ufeffsep=;\r\nid;a\r\n1;x\r\n2;y\r\n'],
    ['vertical bars, as a first line says', 'sep=|\nid|a\n1|x\n2|y\n'],
    ['columns without a name', 'id,a,,\n1,x,,\n2,y,,\n'],
  ])('%s', async (_, text) => {
    expect(await read(text)).toEqual(['{"id":"1","a":"x"}', '{"id":"2","a":"y"}']);
  });

  test('a separator other than the comma is said', async () => {
    expect((await readCsv('id;a\n1;x\n')).notes).toEqual(['f.csv: read as CSV with semicolons']);
    expect((await readCsv('id,a\n')).notes).toEqual(['f.csv contains no items']);
    expect(await read('"id,x;"\n"a"\n', '', { keys: new Map() })).toEqual(['{"id,x;":"a"}']);
  });

  test('quoted cells keep separators, quotes and ends of lines, and rows know their lines', async () => {
    const text = 'id,a\n"1","x, ""y""\r\nz"\n\n2,"日本\n🎵"\n3,last\n';
    const { items, lines } = await readCsv(text);
    expect(items.map(({ a }) => a)).toEqual([{ S: 'x, "y"\r\nz' }, { S: '日本\n🎵' }, { S: 'last' }]);
    expect(lines).toEqual([2, 5, 7]);
  });

  test.each([
    ['', 'f.csv: the file is empty: the command that wrote it probably failed'],
    [' \n\n', 'f.csv: the file is empty: the command that wrote it probably failed'],
    ['id,a\n1,x\n2,"y\n3,z\n', 'f.csv:3: cell 2: a quote is not closed'],
    ['id,a\n1,x\n2,"y"z\n', 'f.csv:3: cell 2: a quote in the middle of a cell'],
    ['id,a\n1,x\n2,y "z"\n', 'f.csv:3: cell 2: a quote in the middle of a cell'],
    ['id,a\n1,x\n2\n', 'f.csv:3: 1 cell, but the header has 2 columns'],
    ['id,a\n1,x\n\n2,y,z\n', 'f.csv:4: 3 cells, but the header has 2 columns'],
    ['id,a,\n1,x,\n2,y,z\n', 'f.csv:3: column 3 has no name, but here a value: "z"'],
  ])('%j is refused', async (text, message) => {
    const error = await refused(text);
    expect(error.message).toBe(message);
    expect(error.code).toBe('InvalidInput');
  });

  test('a first line that names the separator counts as a line', async () => {
    const { lines, notes } = await readCsv('sep=;\nid;a\n1;x\n');
    expect(lines).toEqual([3]);
    expect(notes).toEqual(['f.csv: read as CSV with semicolons']);
    expect((await refused('sep=;\nid;a\n1;"x\n')).message).toBe('f.csv:3: cell 2: a quote is not closed');
  });

  test.each<[string, string, string, string[]]>([
    ['id,n\n1,12 50\n', 'n:N', '"12 50" is not a number', [NUMBER_WAY]],
    ['id,n\n1,"1,50"\n', 'n:N', '"1,50" is not a number', [NUMBER_WAY]],
    ['id,n\n1,1.234.567\n', 'n:N', '"1.234.567" is not a number', [NUMBER_WAY]],
    ['id,n\n1, 12.5 \n', 'n:N', '" 12.5 " is not a number', ['remove the blanks: 12.5']],
    ['id,n\n1,five\n', 'n:N', '"five" is not a number', []],
    ['id,n\n1,  \n', 'n:N', '"  " is not a number', [BLANKS_WAY]],
    ['id,n\n1,#N/A\n', 'n:N', '"#N/A" is not a number', [FORMULA_WAY]],
    ['id,n\n1,#DIV/0!\n', 'n:N', '"#DIV/0!" is not a number', [FORMULA_WAY]],
    ['id,n\n1,yes\n', 'n:BOOL', '"yes" is neither true nor false', ['write true or false']],
    ['id,n\n1,#REF!\n', 'n:BOOL', '"#REF!" is neither true nor false', [FORMULA_WAY]],
    ['id,a,a.b\n1,,x\n2,y,z\n', '', 'a has a value already, which is not a map', [DOT_WAY]],
    ['id,a.b,a\n1,x,y\n', '', 'column a.b has a value inside it', [DOT_WAY]],
    ['id,n,\n1,,x\n', '', 'column 3 has no name, but here a value: "x"', [NAME_WAY]],
  ])('%j as %s: the error says what to write', async (text, columns, problem, ways) => {
    const error = await refused(text, columns);
    expect(error.message.endsWith(`: ${problem}`), error.message).toBe(true);
    expect(error.suggestions).toEqual(ways);
  });

  test.each([
    [
      'ID,n\n1,2\n',
      '',
      'column id is missing: it is a key of the table',
      'rename column "ID" to id, if that is meant',
    ],
    ['id,Total\n1,2\n', 'total:N', 'f.csv has no column total', 'did you mean Total?'],
    [
      'id|n\n1|2\n',
      '',
      'column id is missing',
      'the cells of a row are separated by commas, semicolons or tabs',
    ],
    [
      'id|n\n1|2\n',
      'n:N',
      'f.csv has no column n',
      'the cells of a row are separated by commas, semicolons or tabs',
    ],
    ['id, n \n1,2\n', '', 'a name in it begins with a blank', 'remove the blank from the header: n'],
  ])('the header of %j with --columns %j', async (text, columns, problem, way) => {
    const error = await refused(text, columns);
    expect(error.message).toContain(problem);
    expect(error.suggestions).toContain(way);
  });

  test('what is in a column without a name asks for no type', async () => {
    expect((await refused('id,\n1,5\n', '')).message).toBe(
      'f.csv:2: column 2 has no name, but here a value: "5"',
    );
  });

  test('UTF-16 without a byte order mark, and in a file whose name is no word, is refused with a command', async () => {
    const bare = await refused(Buffer.from('id,a\n1,x\n', 'utf16le'));
    expect(bare.message).toBe('f.csv: this is UTF-16 text, not CSV');
    expect(bare.suggestions).toEqual(['iconv -f UTF-16LE -t UTF-8 f.csv > f.utf8.csv']);
    const big = await refused(Buffer.from('id,a\n1,x\n', 'utf16le').swap16());
    expect(big.suggestions).toEqual(['iconv -f UTF-16BE -t UTF-8 f.csv > f.utf8.csv']);
  });

  test('other encodings are refused, with the command that converts them', async () => {
    const latin = await refused(Buffer.concat([Buffer.from('id,a\n1,é\n2,'), Buffer.from([0xe9, 0x0a])]));
    expect(latin.message).toBe('f.csv:3: not UTF-8 text');
    expect(latin.details).toEqual({ file: 'f.csv', line: 3 });
    expect(latin.suggestions).toEqual([
      'if a spreadsheet wrote it, save it as CSV UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 f.csv > f.utf8.csv',
    ]);
    const wide = await refused(Buffer.from('\ufeffid,a\n1,x\n', 'utf16le'));
    expect(wide.message).toBe(
      'f.csv: this is UTF-16 text, as PowerShell writes with >, and spreadsheets as Unicode text, not CSV',
    );
    const workbook = await refused(Buffer.from('PK\x03\x04..........[Content_Types].xml'), '');
    expect(workbook.message).toBe('f.csv: this is a workbook of a spreadsheet, not CSV');
  });

  test('memory is not filled by a quote that is not closed', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('id,a\n1,x\n2,"');
      for (;;) yield Buffer.alloc(1024 * 1024, 'x');
    }
    const items = csvItems(endless(), 'f.csv', PLAIN_READING, new SourceFindings());
    const error = await failureOf(
      (async () => {
        for await (const _ of items);
      })(),
    );
    expect(error.message).toBe(
      'f.csv:3: cell 2: the row is longer than an item can be: is a quote not closed?',
    );
  });
});

describe('headers', () => {
  test.each([
    ['id,a.b,a.c', '{"id":"1","a":{"b":"x","c":"y"}}'],
    ['id,a\\.b,c\\\\', '{"id":"1","a.b":"x","c\\\\":"y"}'],
    ['id,C:\\x,b', '{"id":"1","C:\\\\x":"x","b":"y"}'],
    ['id,\\ a\\ ,b\\[0]', '{"id":"1"," a ":"x","b[0]":"y"}'],
    ['id,__proto__,"price, net"', '{"id":"1","__proto__":"x","price, net":"y"}'],
    ['id (S),total (S),a.b (S)', '{"id":"1","total":"x","a.b":"y"}'],
    ['id,total (S),b', '{"id":"1","total (S)":"x","b":"y"}'],
  ])('%s', async (header, json) => {
    expect(await read(`${header}\n1,x,y\n`)).toEqual([json]);
  });

  test.each([
    ['id,a,a', 'f.csv: two columns are named a: number 2 and number 3'],
    ['id,a.b,a.b', 'f.csv: two columns are named a.b: number 2 and number 3'],
    ['id,,a..b', 'f.csv: column "a..b" is not an attribute: a name in it is empty'],
    ['id,b,St. Name', 'f.csv: column "St. Name" is not an attribute: a name in it begins with a blank'],
    ['id,b, a', 'f.csv: column " a" is not an attribute: a name in it begins with a blank'],
    ['id,b,a ', 'f.csv: column "a " is not an attribute: a name in it ends with a blank'],
    [
      'id,b,tags[0]',
      'f.csv: column "tags[0]" is not an attribute: it is an element of a list, which CSV cannot put back',
    ],
    ['ID,a,b', 'f.csv: column id is missing: it is a key of the table'],
  ])('%s is refused', async (header, message) => {
    const error = await refused(`${header}\n1,,y\n`);
    expect(error.message).toBe(message);
  });

  test('a column that is named exactly as one of --columns is that attribute', async () => {
    expect(await read('id,a.b,tags[0]\n1,x,y\n', 'a\\.b:S,tags\\[0]:S')).toEqual([
      '{"id":"1","a.b":"x","tags[0]":"y"}',
    ]);
  });

  test('columns that are not there are refused', async () => {
    const error = await refused('id,total\n1,5\n', 'id:S,totl:N');
    expect(error.message).toBe('--columns: f.csv has no column totl');
    expect(error.suggestions).toEqual(['did you mean total?']);
    expect(await read('id,a\n1,x\n', 'id:S,b:N', { isOneOfSeveral: true })).toEqual(['{"id":"1","a":"x"}']);
  });

  test('a key keeps its type', async () => {
    const keys: CsvReading['keys'] = new Map([
      ['id', { type: 'N', isOfTable: true }],
      ['by', { type: 'B', isOfTable: false }],
    ]);
    expect(await read('id,by\n12345678901234567890,AQ==\n', '', { keys })).toEqual([
      '{"id":12345678901234567890,"by":{"$binary":"AQ=="}}',
    ]);
    const error = await refused('id,by\n1,AQ==\n', 'id:S', { keys });
    expect(error.message).toBe('f.csv: column id is a key of the table, with type N, not S');
    expect((await refused('id,a\n1,x\n,y\n', '', { keys })).message).toBe(
      'f.csv:3: column id: the cell is empty, but it is a key of the table',
    );
  });
});

describe('cells', () => {
  test.each([
    ['S', '5', '"5"'],
    ['S', '"{""a"":1}"', '"{\\"a\\":1}"'],
    ['N', '-1.10', '-1.10'],
    ['N', '12345678901234567890.5', '12345678901234567890.5'],
    ['N', '"5"', '5'],
    ['N', '"{""N"":""5""}"', '5'],
    ['BOOL', 'TRUE', 'true'],
    ['BOOL', 'false', 'false'],
    ['NULL', 'null', 'null'],
    ['SS', '"web,gift"', '{"$set":["web","gift"]}'],
    ['SS', 'web', '{"$set":["web"]}'],
    ['SS', '"a\\,b,c"', '{"$set":["a,b","c"]}'],
    ['SS', '"[""a"",""b""]"', '{"$set":["a","b"]}'],
    ['SS', '"{""SS"":[""a""]}"', '{"$set":["a"]}'],
    ['NS', '"1,2.50"', '{"$set":[1,2.50]}'],
    ['NS', '"[1,2]"', '{"$set":[1,2]}'],
    ['BS', '"AQ==,Ag=="', '{"$set":[{"$binary":"AQ=="},{"$binary":"Ag=="}]}'],
    ['B', 'AQ==', '{"$binary":"AQ=="}'],
    ['L', '[]', '[]'],
    ['L', '"[1.10,""a"",{""b"":null}]"', '[1.10,"a",{"b":null}]'],
    ['L', '"[{""S"":""C""}]"', '["C"]'],
    ['L', '"[{""M"":{""key"":{""S"":""A""},""n"":{""N"":""1.0""}}}]"', '[{"key":"A","n":1.0}]'],
    ['L', '"{""L"":[{""S"":""a""}]}"', '["a"]'],
    ['M', '{}', '{}'],
    ['M', '"{""city"":{""S"":""Bonn""},""zip"":{""N"":""53""}}"', '{"city":"Bonn","zip":53}'],
    ['M', '"{""M"":{""city"":{""S"":""Bonn""}}}"', '{"city":"Bonn"}'],
    ['M', '"{""city"":""Bonn""}"', '{"city":"Bonn"}'],
    ['S/NULL', 'null', 'null'],
    ['S/NULL', '"null"', '"null"'],
    ['S/N', '5', '5'],
    ['S/N', '"5"', '"5"'],
    ['N/BOOL', 'true', 'true'],
    ['N/L', '[5]', '[5]'],
    ['SS/NULL', 'null', 'null'],
  ])('of type %s: %s', async (type, cell, json) => {
    expect(await read(`id,a\n1,${cell}\n`, `a:${type}`)).toEqual([`{"id":"1","a":${json}}`]);
  });

  test.each([
    ['N', 'abc', '"abc" is not a number'],
    ['N', '"1,5"', '"1,5" is not a number'],
    ['N', '" 5"', '" 5" is not a number'],
    ['N', '1'.repeat(39), `${'1'.repeat(39)} has 39 significant digits; DynamoDB keeps at most 38`],
    ['BOOL', 'yes', '"yes" is neither true nor false'],
    ['NULL', 'x', '"x" is not null'],
    ['L', 'x', '"x" is not the JSON of a list'],
    ['L', '{}', '"{}" is not a list'],
    ['L', '[1', '"[1": unexpected end of JSON'],
    ['M', '[]', '"[]" is not a map'],
    ['NS', '"1,x"', '"x" is not a number'],
    ['NS', '"[""x"",true]"', '"[\\"x\\",true]" is not the JSON of a set of numbers'],
    ['B', 'x', 'not base64: "x"'],
    ['BS', '"AQ==,x"', 'not base64: "x"'],
    ['N/BOOL', 'x', '"x" is neither of N, BOOL'],
  ])('of type %s, %s is refused', async (type, cell, problem) => {
    const error = await refused(`id,a\n1,\n2,${cell}\n`, `a:${type}`);
    expect(error.message).toBe(`f.csv:3: column a: ${problem}`);
    expect(error.details).toEqual({ file: 'f.csv', line: 3, column: 'a' });
  });

  test('an empty cell is absent, in quotes too unless that is an empty string', async () => {
    const text = 'id,a,b\n1,,""\n';
    expect(await read(text)).toEqual(['{"id":"1"}']);
    expect(await read(text, '', { takesEmptyStrings: true })).toEqual(['{"id":"1","b":""}']);
  });

  test('a map that is a cell, and its members', async () => {
    expect(await read('id,m,m.a\n1,{},\n2,,x\n3,"{""b"":1}",x\n', 'm:M')).toEqual([
      '{"id":"1","m":{}}',
      '{"id":"2","m":{"a":"x"}}',
      '{"id":"3","m":{"a":"x","b":1}}',
    ]);
    expect((await refused('id,m,m.a\n1,x,y\n')).message).toBe(
      'f.csv:2: column m.a: m has a value already, which is not a map',
    );
    expect((await refused('id,m.a,m\n1,x,y\n')).message).toBe(
      'f.csv:2: column m: column m.a has a value inside it',
    );
  });

  test('an apostrophe before a formula is removed where the file was written so', async () => {
    const text = `id,a,b,'=c\n1,'=1+1,''@x,it's\n`;
    expect(await read(text, '', { unescapesFormulas: true })).toEqual([
      `{"id":"1","a":"=1+1","b":"'@x","=c":"it's"}`,
    ]);
  });
});

describe('columns without a type', () => {
  async function check(
    text: string,
    columns = '',
    more: Partial<CsvReading> = {},
  ): Promise<readonly string[]> {
    const typed = columns === '' ? [] : parseTypedColumns(columns);
    const reading = { ...PLAIN_READING, columns: typed, ...more };
    return checkCsvTypes(() => inPieces(text), 'f.csv', reading);
  }

  test('hold strings, and are named', async () => {
    expect(await check('id,a,b,c,d\n1,x,02134,+49,\n2,y,,,\n', 'a:S')).toEqual(['b', 'c']);
    expect(await check('id,a\n1,5\n', '', { isText: true })).toEqual([]);
  });

  test('are refused where cells read as something else, with all columns and their types', async () => {
    const text =
      'id,total,paid,note,list,"a:b, c",map\n1,5,true,x,"[""a""]",5,{}\n2,-1.5e3,FALSE,7,[],,"{""S"":1}"\n';
    const error = await failureOf(check(text, 'id:S'));
    expect(error.message).toBe(
      'f.csv: some columns have no type, and have cells that look like numbers, booleans or JSON: total (5 in line 2), paid (true in line 2), note (7 in line 3), list (["a"] in line 2), a:b, c (5 in line 2) and 1 more',
    );
    expect(error.suggestions).toEqual([
      "to give each column a type: autodyne put f.csv --columns 'id:S,total:N,paid:BOOL,note:S,list:L,a:b\\, c:N,map:M'",
      'to read them as strings: autodyne put f.csv --text',
    ]);
    expect(error.details).toEqual({ file: 'f.csv', line: 2, column: 'total' });
  });

  test.each([
    [
      'numbers in quotes are strings where strings are in quotes and numbers are not',
      '"x",5,"5"',
      'a:S,b:N,c:S',
    ],
    ['quotes say nothing where all cells have them', '"x","5","true"', 'a:S,b:N,c:BOOL'],
    ['quotes say nothing where no cell needs them', 'x,5,null', 'a:S,b:N,c:NULL'],
    ['what the console exports', '"x","[{""S"":""C""}]","{""a"":{""N"":""1""}}"', 'a:S,b:L,c:M'],
    ['leading zeros are no number', '02134,5,"{""SS"":[""a""]}"', 'a:S,b:N,c:SS'],
  ])('%s', async (_, row, columns) => {
    const error = await failureOf(check(`id,a,b,c\n"1",${row}\n`));
    expect(error.suggestions[0]).toContain(`id:S,${columns}`);
  });

  test('numbers with a decimal comma are not taken for strings without a word', async () => {
    const error = await failureOf(check('id;total\n1;2,50\n2;1.234,5\n'));
    expect(error.message).toContain(' look like numbers, booleans or JSON: total (2,50 in line 2)');
    expect(error.suggestions).toEqual([
      'numbers with a decimal comma are read as strings only: save the file with decimal points',
      'to give each column a type: autodyne put f.csv --columns id:S,total:N',
      'to read them as strings: autodyne put f.csv --text',
    ]);
    expect((await refused('id;total\n1;2,50\n')).message).toContain('total (2,50 in line 2)');
    expect(await read('id;total\n1;2,50\n', '', { isText: true })).toEqual(['{"id":"1","total":"2,50"}']);
    // In a file with commas, this may be a set or anything else.
    expect(await read('id,total\n1,"2,50"\n')).toEqual(['{"id":"1","total":"2,50"}']);
  });

  test('that mix types have several where quotes tell them apart, and are strings elsewhere', async () => {
    const mixed = await failureOf(check('id,a,b\n"1","x",1\n"2",5,null\n"3",true,\n'));
    expect(mixed.suggestions[0]).toContain('id:S,a:S/N/BOOL,b:N/NULL');
    const plain = await failureOf(check('id,a,b\n1,x,1\n2,5,null\n'));
    expect(plain.suggestions[0]).toContain('id:S,a:S,b:N/NULL');
  });

  test('are refused at the first such cell where the file can be read only once', async () => {
    const error = await refused('id,a\n1,x\n2,5\n');
    expect(error.message).toBe(
      'f.csv: some columns have no type, and have cells that look like numbers, booleans or JSON: a (5 in line 3)',
    );
  });
});

describe('--columns', () => {
  test.each([
    ['id', '--columns: "id" has no type'],
    ['id:S,:N', '--columns: ":N" has no type'],
    ['id:X', '--columns: "id:X": "X" is not a type'],
    ['id:S/L', '--columns: "id:S/L": the cells of these types look alike: S, L'],
    ['id:S,id:N', '--columns: id is specified twice'],
    ['id:', '--columns: "id:": "" is not a type'],
  ])('%s is refused', (text, message) => {
    const error = failure(() => parseTypedColumns(text));
    expect(error.message).toBe(message);
    expect(error.code).toBe('InvalidUsage');
  });

  test.each([
    ['total:number', 'did you mean total:N?'],
    ['paid:boolean', 'did you mean paid:BOOL?'],
    ['a.b:string', 'did you mean a.b:S?'],
    ['tags:ssn', 'did you mean tags:SS?'],
    ['total N', 'write the column, a colon and a type: total:N (S string, '],
    ['total = n', 'write the column, a colon and a type: total:N (S string, '],
    ['first name', 'write the column, a colon and a type: first name:S (S string, '],
  ])('%s: %s', (text, way) => {
    expect(failure(() => parseTypedColumns(text)).suggestions[0]).toMatch(
      new RegExp(`^${way.replace(/[?(]/g, '\\$&')}`),
    );
  });

  test('types can be in lower case, names have escapes', () => {
    expect(parseTypedColumns('id:s, a\\.b:n/null,c\\,d.e:ss,f:g:S')).toEqual([
      { path: ['id'], types: ['S'] },
      { path: ['a.b'], types: ['N', 'NULL'] },
      { path: ['c,d', 'e'], types: ['SS'] },
      { path: ['f:g'], types: ['S'] },
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { parseWhere, splitArg } from '../../../../src/lib/items/conditions/where.ts';
import type { KeyRoles } from '../../../../src/lib/items/keys/key-schema.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';

const keys: KeyRoles = new Map([
  ['id', { type: 'S', isOfTable: true }],
  ['year', { type: 'N', isOfTable: true }],
  ['hash', { type: 'B', isOfTable: true }],
  ['in', { type: 'S', isOfTable: true }],
  ['genre', { type: 'S', isOfTable: false }],
  ['plays', { type: 'N', isOfTable: false }],
  ['digest', { type: 'B', isOfTable: false }],
]);

const binary = new Uint8Array([0, 255]);

type Row = [arg: string, path: (string | number)[], operator: string, ...operands: AttributeValue[]];

const accepted: Row[] = [
  ['artist=No One You Know', ['artist'], 'eq', { S: 'No One You Know' }],
  ['artist=', ['artist'], 'eq', { S: '' }],
  ['artist= spaced ', ['artist'], 'eq', { S: ' spaced ' }],
  ['url=https://a.b/?c=d:=e', ['url'], 'eq', { S: 'https://a.b/?c=d:=e' }],
  ['size=5', ['size'], 'eq', { S: '5' }],
  ['size:=5', ['size'], 'eq', { N: '5' }],
  ['size.ne:=12345678901234567890.12345', ['size'], 'ne', { N: '12345678901234567890.12345' }],
  ['live:=true', ['live'], 'eq', { BOOL: true }],
  ['gone.eq:=null', ['gone'], 'eq', { NULL: true }],
  ['tags:=["a",1]', ['tags'], 'eq', { L: [{ S: 'a' }, { N: '1' }] }],
  ['tags:={"$set":["a"]}', ['tags'], 'eq', { SS: ['a'] }],
  ['blob:={"$binary":"AP8="}', ['blob'], 'eq', { B: binary }],
  ['title.begins_with=Call', ['title'], 'begins_with', { S: 'Call' }],
  ['title.contains=a=b', ['title'], 'contains', { S: 'a=b' }],
  ['tags.not_contains:=5', ['tags'], 'not_contains', { N: '5' }],
  ['price.lt:=1.10', ['price'], 'lt', { N: '1.10' }],
  ['price.lte:=-0', ['price'], 'lte', { N: '-0' }],
  ['price.gt:=1e3', ['price'], 'gt', { N: '1e3' }],
  ['email.exists', ['email'], 'exists'],
  ['email.exists=', ['email'], 'exists'],
  ['email.not_exists', ['email'], 'not_exists'],
  ['info.email.not_exists=', ['info', 'email'], 'not_exists'],
  // Several values.
  ['city.in=London,Paris', ['city'], 'in', { S: 'London' }, { S: 'Paris' }],
  ['city.in=London', ['city'], 'in', { S: 'London' }],
  ['city.in:=["a,b",5]', ['city'], 'in', { S: 'a,b' }, { N: '5' }],
  ['city.in:={"$set":[1,2]}', ['city'], 'in', { N: '1' }, { N: '2' }],
  ['rank.between=b,d', ['rank'], 'between', { S: 'b' }, { S: 'd' }],
  ['rank.between:=[2,10]', ['rank'], 'between', { N: '2' }, { N: '10' }],
  ['rank.between:=[5,5.0]', ['rank'], 'between', { N: '5' }, { N: '5.0' }],
  // Paths.
  ['info.rating.gte:=4', ['info', 'rating'], 'gte', { N: '4' }],
  ['tags[0]=a', ['tags', 0], 'eq', { S: 'a' }],
  ['info.list[2].name.ne=x', ['info', 'list', 2, 'name'], 'ne', { S: 'x' }],
  ['a\\.b=1', ['a.b'], 'eq', { S: '1' }],
  ['a\\.eq.eq=1', ['a.eq'], 'eq', { S: '1' }],
  ['a\\=b=c', ['a=b'], 'eq', { S: 'c' }],
  ['a\\:=b', ['a:'], 'eq', { S: 'b' }],
  ['a:b=c', ['a:b'], 'eq', { S: 'c' }],
  ['a\\<b=c', ['a<b'], 'eq', { S: 'c' }],
  ['C\\+\\+=c', ['C++'], 'eq', { S: 'c' }],
  ['a:="=b"', ['a'], 'eq', { S: '=b' }],
  ['__proto__=x', ['__proto__'], 'eq', { S: 'x' }],
  ['🎵.contains=♪', ['🎵'], 'contains', { S: '♪' }],
  // An operator is one only at the end of a path of two names and more.
  ['exists=yes', ['exists'], 'eq', { S: 'yes' }],
  ['between.eq=1', ['between'], 'eq', { S: '1' }],
  ['info.between.eq=1', ['info', 'between'], 'eq', { S: '1' }],
  ['info.eq.in=a,b', ['info', 'eq'], 'in', { S: 'a' }, { S: 'b' }],
  ['info.exist.eq=1', ['info', 'exist'], 'eq', { S: '1' }],
  ['info.content=1', ['info', 'content'], 'eq', { S: '1' }],
  // Key attributes take their type from the schema.
  ['id=5', ['id'], 'eq', { S: '5' }],
  ['year=2010', ['year'], 'eq', { N: '2010' }],
  ['year.in=2010,2011', ['year'], 'in', { N: '2010' }, { N: '2011' }],
  ['year.between=2010,2020', ['year'], 'between', { N: '2010' }, { N: '2020' }],
  ['year.gte:=2010', ['year'], 'gte', { N: '2010' }],
  ['hash=AP8=', ['hash'], 'eq', { B: binary }],
  ['hash:={"$binary":"AP8="}', ['hash'], 'eq', { B: binary }],
  ['in.in=a', ['in'], 'in', { S: 'a' }],
  ['info.year=2010', ['info', 'year'], 'eq', { S: '2010' }],
  // The key of an index only: text takes its type, JSON and paths inside it do not.
  ['genre=5', ['genre'], 'eq', { S: '5' }],
  ['plays=5', ['plays'], 'eq', { N: '5' }],
  ['digest=AP8=', ['digest'], 'eq', { B: binary }],
  ['genre:=5', ['genre'], 'eq', { N: '5' }],
  ['genre:=""', ['genre'], 'eq', { S: '' }],
  ['genre:={"a":1}', ['genre'], 'eq', { M: { a: { N: '1' } } }],
  ['genre.in:=["a",5]', ['genre'], 'in', { S: 'a' }, { N: '5' }],
  ['plays:="five"', ['plays'], 'eq', { S: 'five' }],
  ['plays.begins_with:="f"', ['plays'], 'begins_with', { S: 'f' }],
  ['plays.contains:=5', ['plays'], 'contains', { N: '5' }],
  ['digest:={"$binary":""}', ['digest'], 'eq', { B: new Uint8Array() }],
  ['genre.name:=5', ['genre', 'name'], 'eq', { N: '5' }],
  ['genre.name.eq=a', ['genre', 'name'], 'eq', { S: 'a' }],
  ['genre.name.exists', ['genre', 'name'], 'exists'],
  ['genre[0]=a', ['genre', 0], 'eq', { S: 'a' }],
];

describe('parseWhere reads', () => {
  test.each(accepted)('%s', (arg, path, operator, ...operands) => {
    expect(parseWhere([arg], keys)).toEqual([{ path, operator, operands, arg }]);
  });

  test('`in` with 100 values', () => {
    const values = Array.from({ length: 100 }, (_, n) => n);
    expect(parseWhere([`a.in:=[${values.join()}]`], keys)[0]?.operands).toHaveLength(100);
  });
});

const operators =
  '→ operators: eq ne lt lte gt gte between in contains not_contains exists not_exists begins_with';
const escaping = '→ in a name, put a backslash before such a character';

const refused: [arg: string, ...message: string[]][] = [
  ['artist', 'the condition "artist" has no value', '→ write artist=TEXT, artist:=JSON or artist.exists'],
  ['a.gte', 'the condition "a.gte" has no value', '→ write a=TEXT, a:=JSON or a.exists'],
  ['=5', '"" is not an attribute: it contains an empty name'],
  ['a..b=5', '"a..b" is not an attribute: it contains an empty name'],
  [
    'year>=2010',
    '"year>=2010": comparison operators are written as words',
    '→ did you mean year.gte:=2010?',
    operators,
    escaping,
  ],
  [
    'year>2010',
    '"year>2010": comparison operators are written as words',
    '→ did you mean year.gt:=2010?',
    operators,
    escaping,
  ],
  [
    'a<=5',
    '"a<=5": comparison operators are written as words',
    '→ did you mean a.lte:=5?',
    operators,
    escaping,
  ],
  [
    'a<>5',
    '"a<>5": comparison operators are written as words',
    '→ did you mean a.ne:=5?',
    operators,
    escaping,
  ],
  [
    'a!=5',
    '"a!=5": comparison operators are written as words',
    '→ did you mean a.ne:=5?',
    operators,
    escaping,
  ],
  [
    'size==2010',
    '"size==2010": use a single "="',
    '→ did you mean size:=2010?',
    `→ for a string that begins with "=", write size:='"=2010"'`,
  ],
  [
    'city===Rome',
    '"city===Rome": use a single "="',
    '→ did you mean city=Rome?',
    `→ for a string that begins with "=", write city:='"==Rome"'`,
  ],
  [
    'title~=Call',
    '"title~=Call": "~=" is not a comparison operator',
    '→ did you mean title.contains=Call?',
    operators,
    escaping,
  ],
  ['size+=1', '"size+=1": "+=" is not a comparison operator', operators, escaping],
  [
    'l[-1]=x',
    '"l[-1]" is not an attribute: "[-1]" is not a valid position: positions start at 0 and cannot be negative',
    '→ the first element is l[0]',
    '→ to see the number of elements, get the item',
    '→ for a name that contains such a character, write l\\[-1\\]',
  ],
  [
    "data['values'].gte:=1",
    '"data[\'values\'].gte" is not an attribute: write a member of a map after a dot',
    '→ did you mean data.values.gte?',
    "→ for a name that contains such a character, write data\\[\\'values\\'\\].gte",
  ],
  // Unknown operators: anything after a key attribute, near misses after another.
  ['year.since=2010', 'unknown operator "since" in "year.since=2010"', operators],
  ['year.gtr:=2010', 'unknown operator "gtr" in "year.gtr:=2010"', '→ did you mean year.gt?', operators],
  ['year.ge:=2010', 'unknown operator "ge" in "year.ge:=2010"', '→ did you mean year.gte?', operators],
  ['id.foo.eq=1', 'unknown operator "foo" in "id.foo.eq=1"', operators],
  [
    'title.startswith=C',
    'unknown operator "startswith" in "title.startswith=C"',
    '→ did you mean title.begins_with?',
    operators,
    '→ for a member of that name in a map, end the path with .eq: title.startswith.eq',
  ],
  ...(['beginsWith', 'begin_with', 'begins_wiht', 'begins_withh', 'begins-with'] as const).map(
    (slip): [string, ...string[]] => [
      `info.title.${slip}=C`,
      `unknown operator "${slip}" in "info.title.${slip}=C"`,
      '→ did you mean info.title.begins_with?',
      operators,
      `→ for a member of that name in a map, end the path with .eq: info.title.${slip}.eq`,
    ],
  ),
  // Values.
  ['size:=', 'size:1:1: expected a JSON value'],
  ['size:=London', 'size:1:1: this is not JSON: London', '→ for a string, write size=London'],
  ['city.in:=London', 'city.in:1:1: this is not JSON: London', '→ for a string, write city.in=London'],
  ['size:={"a":}', 'size:1:6: expected a JSON value'],
  ['size:=12345678901234567890123456789012345678.9', /has 39 significant digits; DynamoDB keeps at most 38$/],
  [
    'size:=[{"a":1e999}]',
    '"size:=[{"a":1e999}]": 1e999 is out of range; DynamoDB supports 1E-130 to 9.99E+125, either sign, and 0',
  ],
  ['year=next', '"year=next": "next" is not a number'],
  ['year=', '"year=": "" is not a number'],
  ['year:="2010"', '"year:="2010"": the key attribute is a number, but is compared with a string'],
  ['id:=5', '"id:=5": the key attribute is a string, but is compared with a number'],
  ['id:=true', '"id:=true": the key attribute is a string, but is compared with a boolean'],
  ['id.in:=["a",null]', '"id.in:=["a",null]": the key attribute is a string, but is compared with null'],
  ['id:=[1]', '"id:=[1]": the key attribute is a string, but is compared with type L'],
  ['id=', '"id=": the value of a key attribute cannot be empty'],
  ['hash=nope!', '"hash=nope!": the key attribute is binary, but "nope!" is not base64'],
  ['hash:="AP8="', '"hash:="AP8="": the key attribute is binary, but is compared with a string'],
  [
    'year.begins_with=20',
    '"year.begins_with=20": the key attribute is a number, but begins_with requires a string or binary',
  ],
  // Text with the key of an index only: what cannot be of its type is shown as it would be taken as written.
  ['genre=', '"genre=": the value of a key attribute cannot be empty', `→ for a string, write genre:='""'`],
  ['plays=five', '"plays=five": "five" is not a number', `→ for a string, write plays:='"five"'`],
  [
    'plays.in=5,five',
    '"plays.in=5,five": "five" is not a number',
    `→ for a string, write 'plays.in:=["5","five"]'`,
  ],
  [
    'plays.contains=5',
    '"plays.contains=5": the key attribute is a number, but contains requires a string or binary',
    `→ for a string, write plays.contains:='"5"'`,
  ],
  [
    'digest=nope!',
    '"digest=nope!": the key attribute is binary, but "nope!" is not base64',
    `→ for a string, write digest:='"nope!"'`,
  ],
  ['genre:=1e999', /1e999 is out of range/],
  [
    'genre.like=a',
    'unknown operator "like" in "genre.like=a"',
    '→ did you mean genre.lte?',
    operators,
    '→ for a member of that name in a map, end the path with .eq: genre.like.eq',
  ],
  [
    'plays.betwen:=[1,5]',
    'unknown operator "betwen" in "plays.betwen:=[1,5]"',
    '→ did you mean plays.between?',
    operators,
    '→ for a member of that name in a map, end the path with .eq: plays.betwen.eq',
  ],
  [
    'email.exists=false',
    '"email.exists=false": exists does not take a value',
    '→ did you mean email.not_exists?',
  ],
  [
    'email.not_exists=1',
    '"email.not_exists=1": not_exists does not take a value',
    '→ write email.not_exists',
  ],
  ['a.between=1', '"a.between=1": "between" requires two values, not 1', '→ for example a.between:=[1,9]'],
  [
    'a.between=1,2,3',
    '"a.between=1,2,3": "between" requires two values, not 3',
    '→ for example a.between:=[1,9]',
  ],
  [
    'a.between:=[10,9]',
    '"a.between:=[10,9]": the first value of "between" is greater than the second, so nothing can match',
  ],
  ['a.in:=5', '"a.in:=5": "in" requires a JSON array of values', '→ for example a.in:=[1,2,3]'],
  ['a.in:=[]', '"a.in:=[]": "in" requires a JSON array of values', '→ for example a.in:=[1,2,3]'],
].map((row) => row as [string, ...string[]]);

describe('parseWhere refuses', () => {
  test.each(refused)('%s', (arg, message, ...suggestions) => {
    const error = failure(() => parseWhere([arg], keys));
    expect(error.exitCode).toBe(2);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(error.suggestions.map((suggestion) => `→ ${suggestion}`)).toEqual(suggestions);
  });

  test('`in` with 101 values', () => {
    const arg = `a.in=${Array.from({ length: 101 }, (_, n) => n).join()}`;
    const error = failure(() => parseWhere([arg], keys));
    expect(error.message).toBe(`"${arg}": 101 values; DynamoDB allows at most 100 after "in"`);
  });
});

test.each([
  ['a=b', { left: 'a', isJson: false, value: 'b' }],
  ['a:=b', { left: 'a', isJson: true, value: 'b' }],
  ['a\\:=b', { left: 'a\\:', isJson: false, value: 'b' }],
  ['a\\\\:=b', { left: 'a\\\\', isJson: true, value: 'b' }],
  ['a', { left: 'a', isJson: false, value: undefined }],
])('splitWord cuts %s', (arg, expected) => {
  expect(splitArg(arg)).toEqual(expected);
});

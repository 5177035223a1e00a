import { describe, expect, test } from 'vitest';
import { Placeholders } from '../../../../src/lib/items/conditions/expression.ts';
import { parseUpdateArgs, type UpdateArgs } from '../../../../src/lib/items/update/update-args.ts';
import { updateExpression } from '../../../../src/lib/items/update/update-expression.ts';
import { failure } from '../../../helpers/failure.ts';

const cases: [UpdateArgs, string, Record<string, string>, Record<string, unknown>][] = [
  [{ set: ['title=Call Me'] }, 'SET #n0 = :v0', { '#n0': 'title' }, { ':v0': { S: 'Call Me' } }],
  [{ set: ['year:=1999'] }, 'SET #n0 = :v0', { '#n0': 'year' }, { ':v0': { N: '1999' } }],
  [
    { set: ['price:=0.10000000000000000000000000000000000001'] },
    'SET #n0 = :v0',
    { '#n0': 'price' },
    { ':v0': { N: '0.10000000000000000000000000000000000001' } },
  ],
  [
    { set: ['info.rating:=4', 'info.tags[2]=x'] },
    'SET #n0.#n1 = :v0, #n0.#n2[2] = :v1',
    { '#n0': 'info', '#n1': 'rating', '#n2': 'tags' },
    { ':v0': { N: '4' }, ':v1': { S: 'x' } },
  ],
  [{ set: ['a\\.b='] }, 'SET #n0 = :v0', { '#n0': 'a.b' }, { ':v0': { S: '' } }],
  [{ set: ['eq=a=b:=c'] }, 'SET #n0 = :v0', { '#n0': 'eq' }, { ':v0': { S: 'a=b:=c' } }],
  [{ add: ['counter:=1'] }, 'ADD #n0 :v0', { '#n0': 'counter' }, { ':v0': { N: '1' } }],
  [{ add: ['tags=new,hot'] }, 'ADD #n0 :v0', { '#n0': 'tags' }, { ':v0': { SS: ['new', 'hot'] } }],
  [
    { delete: ['years:={"$set":[1,2]}'] },
    'DELETE #n0 :v0',
    { '#n0': 'years' },
    { ':v0': { NS: ['1', '2'] } },
  ],
  [
    { set: ['a=1'], remove: ['b', 'c[0]'], add: ['d:=1'], delete: ['e=x'] },
    'SET #n0 = :v0 REMOVE #n1, #n2[0] ADD #n3 :v1 DELETE #n4 :v2',
    { '#n0': 'a', '#n1': 'b', '#n2': 'c', '#n3': 'd', '#n4': 'e' },
    { ':v0': { S: '1' }, ':v1': { N: '1' }, ':v2': { SS: ['x'] } },
  ],
  [
    { 'set-if-absent': ['a=1'], append: ['b=x,y'], prepend: ['c:=[1]'], copy: ['d.e=f[0]'] },
    'SET #n0 = if_not_exists(#n0, :v0), #n1 = list_append(if_not_exists(#n1, :v2), :v1), ' +
      '#n2 = list_append(:v3, if_not_exists(#n2, :v4)), #n3.#n4 = #n5[0]',
    { '#n0': 'a', '#n1': 'b', '#n2': 'c', '#n3': 'd', '#n4': 'e', '#n5': 'f' },
    {
      ':v0': { S: '1' },
      ':v1': { L: [{ S: 'x' }, { S: 'y' }] },
      ':v2': { L: [] },
      ':v3': { L: [{ N: '1' }] },
      ':v4': { L: [] },
    },
  ],
];

describe('update expressions', () => {
  test.each(cases)('%j', (args, expression, names, values) => {
    const placeholders = new Placeholders();
    expect(updateExpression(parseUpdateArgs(args), placeholders)).toBe(expression);
    expect(placeholders.toInput()).toEqual({
      ExpressionAttributeNames: names,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    });
  });

  const refused: [UpdateArgs, string][] = [
    [{}, 'nothing to change'],
    [{ set: ['title'] }, '--set title: the value is missing'],
    [{ set: ['year:=19x9'] }, '--set year:1:3: '],
    [{ add: ['title:="x"'] }, '--add title:="x": only a number or a set can be added'],
    [{ delete: ['counter:=1'] }, '--delete counter:=1: only elements of a set can be deleted'],
    [{ set: ['a.b=1'], append: ['a=1'] }, 'Two document paths overlap with each other; '],
    [{ set: ['a.b=1', 'a[0]=1'] }, 'Two document paths conflict with each other; '],
    [{ remove: ['a..b'] }, '"a..b" is not an attribute: it contains an empty name'],
  ];
  test.each(refused)('%j is refused', (args, message) => {
    expect(() => parseUpdateArgs(args)).toThrow(message);
  });

  const end = (sign: string, arg: string) => `for a name that ends in "${sign}", write '${arg}'`;
  const slips: [UpdateArgs, string, ...string[]][] = [
    [
      { set: ['size+=1'] },
      '--set size+=1: there is no operator "+="',
      'to add to a number: --add size:=1',
      end('+', 'size\\+=1'),
    ],
    [
      { set: ['size +:=1'] },
      '--set size +:=1: there is no operator "+="',
      'to add to a number: --add size:=1',
      end('+', 'size \\+:=1'),
    ],
    [
      { set: ['size++'] },
      '--set size++: there is no operator "++"',
      'to add to a number: --add size:=1',
      end('++', 'size\\+\\+'),
    ],
    [
      { set: ['list+=[1]'] },
      '--set list+=[1]: there is no operator "+="',
      "to append to a list: --append 'list:=[1]'",
      end('+', 'list\\+=[1]'),
    ],
    [
      { set: ['tags+=new'] },
      '--set tags+=new: there is no operator "+="',
      'to add to a set: --add tags=new',
      'to append to a list: --append tags=new',
      end('+', 'tags\\+=new'),
    ],
    [
      { add: ['plays+=1'] },
      '--add plays+=1: there is no operator "+="',
      'to add to a number: --add plays:=1',
      end('+', 'plays\\+=1'),
    ],
    [
      { set: ['size-=1'] },
      '--set size-=1: there is no operator "-="',
      'to subtract from a number: --add size:=-1',
      end('-', 'size\\-=1'),
    ],
    [
      { delete: ['tags-=x'] },
      '--delete tags-=x: there is no operator "-="',
      'to delete from a set: --delete tags=x',
      end('-', 'tags\\-=x'),
    ],
    [
      { set: ['l[]:={"a":1}'] },
      '--set l[]:={"a":1}: a position is missing in "[]"',
      'the first element: l[0]',
      `to append to a list: --append 'l:=[{"a":1}]'`,
    ],
    [
      { append: ['l[]=r,s'] },
      '--append l[]=r,s: a position is missing in "[]"',
      'the first element: l[0]',
      "to append to a list: --append 'l=r\\,s'",
    ],
    [{ set: ['tax%=1'] }, '--set tax%=1: there is no operator "%="', end('%', 'tax\\%=1')],
    [
      { set: ['a??=1'] },
      '--set a??=1: there is no operator "??="',
      'to set it only if it does not exist: --set-if-absent a=1',
      end('??', 'a\\?\\?=1'),
    ],
    [
      { set: ['size>=1'] },
      '--set size>=1: there is no operator ">="',
      'to change it only if a condition is true: --if WHERE',
      end('>', 'size\\>=1'),
    ],
    [
      { set: ['size==1'] },
      '"size==1": use a single "="',
      'did you mean size:=1?',
      `for a string that begins with "=", write size:='"=1"'`,
    ],
    [
      { set: ['l[]=r'] },
      '--set l[]=r: a position is missing in "[]"',
      'the first element: l[0]',
      'to append to a list: --append l=r',
    ],
    [
      { add: ['tags=a,,b'] },
      '--add tags=a,,b: an element is empty',
      `for the empty string, write 'tags:={"$set":[""]}'`,
    ],
    [
      { delete: ['tags='] },
      '--delete tags=: an element is empty',
      `for the empty string, write 'tags:={"$set":[""]}'`,
    ],
  ];
  test.each(slips)('a slip: %j', (args, message, ...suggestions) => {
    expect(failure(() => parseUpdateArgs(args))).toMatchObject({
      code: 'InvalidUsage',
      message,
      suggestions,
    });
  });

  test.each([
    [{ set: ['l[-1]=r'] }],
    [{ set: ['l[x]=r'] }],
    [{ set: ["data['values']=1"] }],
    [{ add: ['"plays":=1'] }],
    [{ delete: [' tags=x'] }],
    [{ remove: ['m[-1]'] }],
    [{ remove: ['size=1'] }],
    [{ remove: ['a,b+'] }],
  ])('a path that is none: %j', (args) => {
    expect(failure(() => parseUpdateArgs(args)).message).toMatch(/ is not an attribute: /);
  });

  test('with --text a string may begin with "="', () => {
    expect(parseUpdateArgs({ set: ['a==1'], text: true })).toEqual([
      { kind: 'set', path: ['a'], value: { S: '=1' }, text: '=1' },
    ]);
  });
});

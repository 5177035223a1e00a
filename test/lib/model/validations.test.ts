import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { abort, DocumentNotValid, defineModel, f, type StandardSchema, v } from '../../../src/model.ts';
import { failure, failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

/** A validator of Standard Schema, as zod and its like make them. */
function schema(
  problems: (value: unknown) => { message: string; path?: PropertyKey[] }[],
): StandardSchema<never> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      async validate(value) {
        await setTimeout(1);
        const issues = problems(value);
        return issues.length === 0 ? { value: value as never } : { issues };
      },
    },
  };
}

class User extends defineModel({
  name: 'ValidUser',
  fields: {
    name: f.string().required(),
    email: f.string(),
    rank: f.integer(),
    price: f.decimal(),
    active: f.boolean(),
    tags: f.set(f.string()),
    list: f.array(f.integer()),
    settings: f.map<{ theme?: string }>(),
    photo: f.binary(),
    at: f.datetime(),
  },
}) {
  emailConfirmation: string | null = null;
  terms: unknown = null;
}

let count = 0;

/** The messages of one field of a record of a class that is held to some rules of it. */
async function messages(
  field: 'email' | 'rank' | 'price' | 'active' | 'tags' | 'list' | 'settings' | 'photo' | 'at',
  rule: ReturnType<typeof v.presence<User>>,
  input: Record<string, unknown>,
): Promise<string[]> {
  count += 1;
  class Ruled extends User.subclass({ name: `ValidRuled${count}` }) {
    static {
      this.validates(field, rule as never);
    }
  }
  const record = new Ruled({ name: 'a', ...(input as object) });
  if ('emailConfirmation' in input) record.emailConfirmation = input['emailConfirmation'] as string;
  await record.isValid();
  return record.errors.on(field);
}

const NOT_NUMBER = 'is not a number';
const AT = new Date('2024-01-01T00:00:00Z');

describe('K1: the rules', () => {
  test.each<[string, Parameters<typeof messages>[0], Parameters<typeof messages>[1], unknown, string[]]>([
    ['presence of null', 'email', v.presence(), null, ["can't be blank"]],
    ['presence of white space', 'email', v.presence(), ' \n', ["can't be blank"]],
    ['presence of text', 'email', v.presence(), 'a', []],
    ['presence of an empty set', 'tags', v.presence(), new Set(), ["can't be blank"]],
    ['presence of an empty array', 'list', v.presence(), [], ["can't be blank"]],
    ['presence of an empty map', 'settings', v.presence(), {}, ["can't be blank"]],
    ['presence of a time', 'at', v.presence(), AT, []],
    ['presence of 0', 'rank', v.presence(), 0, []],
    ['K2: presence of false', 'active', v.presence(), false, []],
    ['absence of text', 'email', v.absence(), 'a', ['must be blank']],
    ['absence of null', 'email', v.absence(), null, []],
    ['length below', 'email', v.length({ minimum: 2 }), 'a', ['is too short (minimum is 2 characters)']],
    ['length of null', 'email', v.length({ minimum: 1 }), null, ['is too short (minimum is 1 character)']],
    ['length of null above', 'email', v.length({ maximum: 1 }), null, []],
    ['length above', 'email', v.length({ maximum: 1 }), 'ab', ['is too long (maximum is 1 character)']],
    ['length in code points', 'email', v.length({ maximum: 1 }), '🦕', []],
    ['length in, below', 'email', v.length({ in: [2, 3] }), 'a', ['is too short (minimum is 2 characters)']],
    [
      'length in, above',
      'email',
      v.length({ in: [2, 3] }),
      'abcd',
      ['is too long (maximum is 3 characters)'],
    ],
    ['length is', 'email', v.length({ is: 2 }), 'abc', ['is the wrong length (should be 2 characters)']],
    [
      'length of a set',
      'tags',
      v.length({ minimum: 2 }),
      new Set(['a']),
      ['is too short (minimum is 2 elements)'],
    ],
    [
      'length of bytes',
      'photo',
      v.length({ maximum: 1 }),
      new Uint8Array(2),
      ['is too long (maximum is 1 byte)'],
    ],
    ['numericality of null', 'rank', v.numericality(), null, [NOT_NUMBER]],
    ['numericality of what was given', 'rank', v.numericality(), 'abc', [NOT_NUMBER]],
    ['numericality of half a number', 'rank', v.numericality(), '12abc', [NOT_NUMBER]],
    ['numericality of text', 'email', v.numericality(), '1.5e3', []],
    ['numericality of other text', 'email', v.numericality(), '1.5e3x', [NOT_NUMBER]],
    [
      'onlyInteger of what was given',
      'rank',
      v.numericality({ onlyInteger: true }),
      '42.3',
      ['must be an integer'],
    ],
    ['onlyInteger of 10', 'rank', v.numericality({ onlyInteger: true }), '10.0', []],
    ['greaterThan', 'rank', v.numericality({ greaterThan: 3 }), 3, ['must be greater than 3']],
    [
      'greaterThanOrEqualTo',
      'rank',
      v.numericality({ greaterThanOrEqualTo: 3 }),
      2,
      ['must be greater than or equal to 3'],
    ],
    ['lessThan', 'rank', v.numericality({ lessThan: 3 }), 3, ['must be less than 3']],
    [
      'lessThanOrEqualTo',
      'rank',
      v.numericality({ lessThanOrEqualTo: 3 }),
      4,
      ['must be less than or equal to 3'],
    ],
    ['equalTo', 'rank', v.numericality({ equalTo: 3 }), 4, ['must be equal to 3']],
    ['otherThan', 'rank', v.numericality({ otherThan: 3 }), 3, ['must be other than 3']],
    [
      'limits that hold',
      'rank',
      v.numericality({ greaterThan: 2, lessThan: 4, equalTo: 3, odd: true }),
      3,
      [],
    ],
    ['odd of 10', 'rank', v.numericality({ odd: true }), 10, ['must be odd']],
    ['even of 3', 'rank', v.numericality({ even: true }), 3, ['must be even']],
    ['even of 0, -4, 100', 'rank', v.numericality({ even: true }), 100, []],
    [
      '38 digits',
      'price',
      v.numericality({ lessThan: '0.12345678901234567890123456789012345678' }),
      '0.12345678901234567890123456789012345678',
      ['must be less than 0.12345678901234567890123456789012345678'],
    ],
    [
      'a limit of the record',
      'rank',
      v.numericality<User>({ lessThan: (u) => u.name.length }),
      1,
      ['must be less than 1'],
    ],
    ['inclusion', 'email', v.inclusion(['a', 'b']), 'c', ['is not included in the list']],
    ['inclusion of a member', 'email', v.inclusion(new Set(['a', 'b'])), 'b', []],
    ['inclusion of a time', 'at', v.inclusion([new Date(AT)]), AT, []],
    [
      'inclusion by the record',
      'email',
      v.inclusion<User>((u) => [u.name]),
      'b',
      ['is not included in the list'],
    ],
    ['exclusion', 'email', v.exclusion(['root']), 'root', ['is reserved']],
    ['exclusion of another', 'email', v.exclusion(['root']), 'a', []],
    ['format', 'email', v.format(/@/), 'a', ['is invalid']],
    ['format of null', 'email', v.format(/@/), null, ['is invalid']],
    ['format without', 'email', v.format({ without: /\d/ }), 'a1', ['is invalid']],
    ['custom', 'email', v.custom((value) => (value === 'a' ? 'is taken' : undefined)), 'a', ['is taken']],
    [
      'custom, async',
      'email',
      v.custom(async (_value, record) => `is not ${(record as User).name}`),
      'b',
      ['is not a'],
    ],
    ['check', 'email', v.check(schema((value) => [{ message: `is no ${String(value)}` }])), 'b', ['is no b']],
    ['acceptance of null', 'active', v.acceptance(), null, []],
    ['acceptance of false', 'active', v.acceptance(), false, ['must be accepted']],
    ['acceptance of true', 'active', v.acceptance(), true, []],
    ['acceptance of another', 'email', v.acceptance({ accept: ['yes'] }), 'no', ['must be accepted']],
  ])('%s', async (_name, field, rule, value, expected) => {
    expect(await messages(field, rule, { [field]: value })).toEqual(expected);
  });

  test.each([
    ['b', ["doesn't match Email confirmation"]],
    ['a', []],
    [null, []],
  ])('confirmation of a by %s', async (emailConfirmation, expected) => {
    expect(await messages('email', v.confirmation(), { email: 'a', emailConfirmation })).toEqual(expected);
  });

  test('confirmation that does not look at the case', async () => {
    const rule = v.confirmation({ caseSensitive: false });
    expect(await messages('email', rule, { email: 'a', emailConfirmation: 'A' })).toEqual([]);
  });

  test('format with a global expression validates each value alike', async () => {
    const rule = v.format(/@/g);
    for (const _ of [1, 2, 3]) expect(await messages('email', rule, { email: 'a@b' })).toEqual([]);
  });

  test('of a property of the class that is no field', async () => {
    class Terms extends User.subclass({ name: 'ValidTerms' }) {
      static {
        this.validates('terms', v.acceptance());
      }
    }
    const record = new Terms({ name: 'a' });
    record.terms = false;
    expect(await record.isValid()).toBe(false);
    expect(record.errors.fullMessages()).toEqual(['Terms must be accepted']);
  });
});

describe('K1: the options of rules', () => {
  class Opted extends defineModel({
    name: 'ValidOpted',
    fields: {
      created: f.string(),
      updated: f.string(),
      rank: f.integer().default(0),
      a: f.string(),
      b: f.string(),
    },
    validates: {
      created: [v.presence({ on: 'create' })],
      updated: [v.presence({ on: 'update' })],
      a: [
        v.length({ minimum: 3, allowNull: true, message: 'is short' }),
        v.format(/^x/, {
          allowBlank: true,
          message: (value, record: { rank: number }) => `${String(value)} of ${record.rank}`,
        }),
      ],
      b: [
        v.presence({
          if: (record: { rank: number }) => record.rank > 1,
          unless: async ({ rank }) => rank > 5,
        }),
      ],
    },
  }) {}

  test('K2: on: create, then on: update', async () => {
    const record = new Opted({});
    expect(await record.save()).toBe(false);
    expect(record.errors.toJSON()).toEqual({ created: ["can't be blank"] });
    record.created = 'x';
    expect(await record.save()).toBe(true);
    record.created = null;
    expect(await record.save()).toBe(false);
    expect(record.errors.toJSON()).toEqual({ updated: ["can't be blank"] });
  });

  test.each([
    [null, []],
    ['', ['is short']],
    ['  ', ['is short']],
    ['ab', ['is short', 'ab of 0']],
    ['xyz', []],
  ])('allowNull, allowBlank and message: %o', async (a, expected) => {
    const record = new Opted({ created: 'x' });
    record.writeAttribute('a', a);
    await record.isValid();
    expect(record.errors.on('a')).toEqual(expected);
  });

  test.each([
    [1, []],
    [2, ["can't be blank"]],
    [6, []],
  ])('if and unless: rank %i', async (rank, expected) => {
    const record = new Opted({ created: 'x', rank });
    await record.isValid();
    expect(record.errors.on('b')).toEqual(expected);
  });

  test('a rule of what is no field is refused when the model is first used', () => {
    class Wrong extends defineModel({
      name: 'ValidWrong',
      fields: { email: f.string() },
      validates: { emial: [v.presence()] } as never,
    }) {}
    const error = failure(() => new Wrong());
    expect(error).toMatchObject({
      code: 'InvalidModel',
      message: 'ValidWrong validates "emial", which is not a field',
    });
    expect(error.suggestions).toContain('did you mean email?');
  });
});

describe('K1: what fields ask for', () => {
  class Typed extends defineModel({
    name: 'ValidTyped',
    fields: {
      name: f.string().required(),
      active: f.boolean().required(),
      role: f.string({ values: ['admin', 'author'] }),
      roles: f.set(f.string({ values: ['admin', 'author'] })),
      email: f.string({
        check: schema((value) => (String(value).includes('@') ? [] : [{ message: 'needs an @' }])),
      }),
      settings: f.map<{ size: number }>({
        check: schema(() => [{ message: 'is small', path: ['editor', 'size'] }]),
      }),
      lockVersion: f.lockVersion().required(),
    },
  }) {}

  test('required, values and check, of elements too', async () => {
    const record = new Typed({
      active: false,
      role: 'owner' as 'admin',
      roles: new Set(['admin', 'x' as 'admin']),
      email: 'a',
      settings: { size: 1 },
    });
    expect(await record.isValid()).toBe(false);
    expect(record.errors.toJSON()).toEqual({
      name: ["can't be blank"],
      role: ['is not included in the list'],
      roles: ['is not included in the list'],
      email: ['needs an @'],
      settings: ['editor.size: is small'],
    });
  });

  test('null is checked by required alone; what a save fills in need not be there', async () => {
    expect(await new Typed({ name: 'a', active: true }).save()).toBe(true);
  });
});

describe('K1: a look at the whole record', () => {
  class Ranked extends defineModel({
    name: 'ValidRanked',
    fields: { firstName: f.string(), rank: f.integer().default(0) },
  }) {
    static {
      this.validate(async (record, errors) => {
        await setTimeout(1);
        if (record.rank < 0) errors.add('rank', 'must not be negative');
      });
      this.validate((_record, errors) => errors.add('base', 'Nobody is welcome'), {
        on: 'update',
        if: (record) => record.rank === 7,
      });
      this.validates('firstName', v.presence());
    }
    double() {
      return this.rank * 2;
    }
  }

  test('adds its errors to those of the rules; none keeps another from being asked', async () => {
    const record = new Ranked({ rank: -1 });
    expect(await record.save()).toBe(false);
    expect(record.errors.fullMessages()).toEqual(["First name can't be blank", 'Rank must not be negative']);
    expect(record.errors.on('rank')).toEqual(['must not be negative']);
    expect(record.errors).toMatchObject({ size: 2, isEmpty: false });
    expect(models.operations()).toEqual([]);
  });

  test('of the record itself, with options', async () => {
    const record = await Ranked.create({ firstName: 'a', rank: 7 });
    expect(await record.updateAttributes({ firstName: 'b' })).toBe(false);
    expect(record.errors.fullMessages()).toEqual(['Nobody is welcome']);
    expect(record.errors.on('base')).toEqual(['Nobody is welcome']);
    expect(record.changedNames).toEqual(['firstName']);
  });

  test('errors are those of the last validation', async () => {
    const record = new Ranked({});
    await record.save();
    record.firstName = 'a';
    expect(await record.save()).toBe(true);
    expect(record.errors.isEmpty).toBe(true);
  });

  test('a class below is held to its own rules and those above', async () => {
    class Below extends Ranked.subclass({
      name: 'ValidBelow',
      fields: { note: f.string() },
      validates: { note: [v.presence()] },
    }) {}
    const record = new Below({ rank: -1 });
    await record.isValid();
    expect(record.errors.fullMessages()).toEqual([
      "First name can't be blank",
      "Note can't be blank",
      'Rank must not be negative',
    ]);
    await new Ranked({ firstName: 'a' }).saveOrThrow();
  });
});

describe('E: who validates', () => {
  class Strict extends defineModel({
    name: 'ValidStrict',
    fields: { name: f.string().required(), email: f.string() },
    validates: { email: [v.format(/@/, { allowNull: true })] },
  }) {}

  test('E5: what save tells by false saveOrThrow throws, with the record, which stays as it is', async () => {
    const strict = new Strict({ id: 'or-throw', name: 'a', email: 'x' });
    expect(await strict.save()).toBe(false);
    expect(await failureOf(strict.saveOrThrow())).toMatchObject({
      code: 'DocumentNotValid',
      message: 'Validation failed: Email is invalid',
      record: strict,
      details: { model: 'ValidStrict', field: 'email' },
    });
    expect(strict).toMatchObject({ isNewRecord: true, email: 'x' });
    expect(models.operations()).toEqual([]);
    expect(await strict.assign({ email: 'x@y' }).saveOrThrow()).toBe(strict);
  });

  test('E1: create throws DocumentNotValid with the messages, and writes nothing', async () => {
    const error = await failureOf(Strict.create({ name: '', email: 'x' }));
    expect(error).toBeInstanceOf(DocumentNotValid);
    expect(error).toMatchObject({
      message: "Validation failed: Name can't be blank, Email is invalid",
      messages: ["Name can't be blank", 'Email is invalid'],
    });
    expect((error as DocumentNotValid).record).toBeInstanceOf(Strict);
    expect(models.operations()).toEqual([]);
  });

  test('E1: create of many writes the valid ones', async () => {
    const error = await failureOf(
      Strict.create([
        { id: 's-1', name: 'a' },
        { id: 's-2', name: '' },
      ]),
    );
    expect(error.message).toBe(
      "1 of 2 records of ValidStrict were not created: Validation failed: Name can't be blank",
    );
    expect(await models.stored('s-1')).toBeDefined();
    expect(await models.stored('s-2')).toBeUndefined();
  });

  test('E4, T22: validate: false is honoured by save and saveOrThrow', async () => {
    expect(await new Strict({}).save({ validate: false })).toBe(true);
    expect((await new Strict({}).saveOrThrow({ validate: false })).isPersisted).toBe(true);
  });

  test('R1: updateAttribute validates, unless told', async () => {
    const record = await Strict.create({ name: 'a' });
    expect(await record.updateAttribute('email', 'x')).toBe(false);
    expect(await failureOf(record.updateAttributeOrThrow('email', 'x'))).toBeInstanceOf(DocumentNotValid);
    expect(await record.updateAttribute('email', 'x', { validate: false })).toBe(true);
    expect(await models.stored(record.id)).toMatchObject({ email: { S: 'x' } });
  });

  test('F: Model.update gives an invalid record unsaved, updateOrThrow throws', async () => {
    await Strict.create({ id: 's-3', name: 'a' });
    const record = await Strict.update('s-3', { email: 'x' });
    expect(record).toMatchObject({ email: 'x', isChanged: true });
    expect(record?.errors.fullMessages()).toEqual(['Email is invalid']);
    expect(await failureOf(Strict.updateOrThrow('s-3', { email: 'x' }))).toBeInstanceOf(DocumentNotValid);
    expect(await models.stored('s-3')).not.toHaveProperty('email');
  });

  test('F: import, updateFields, upsert and a block do not', async () => {
    await Strict.import([{ id: 's-4', name: '' }]);
    await Strict.updateFields('s-4', { email: 'x' });
    await Strict.upsert('s-4', { email: 'y' });
    const record = await Strict.find('s-4');
    expect(await record.update((u) => u.set({ email: 'z' }))).toBe(true);
  });

  test('L3: hooks of an invalid record are those of validation alone, and may add errors', async () => {
    const calls: string[] = [];
    class Watched extends defineModel({ name: 'ValidWatched', fields: { name: f.string() } }) {
      static {
        this.beforeValidation((record) => void calls.push(`before ${record.errors.size}`));
        this.afterValidation((record) => {
          calls.push('after');
          record.errors.add('name', 'is never right');
        });
        this.beforeSave(() => void calls.push('save'));
      }
    }
    const record = new Watched({});
    expect(await record.save()).toBe(false);
    expect(await record.save()).toBe(false);
    expect(calls).toEqual(['before 0', 'after', 'before 0', 'after']);
    expect((await failureOf(record.saveOrThrow())).message).toBe('Validation failed: Name is never right');
  });

  test('L3: a hook of validation that stops is RecordNotSaved; isValid gives false', async () => {
    class Stopped extends defineModel({ name: 'ValidStopped', fields: { name: f.string() } }) {
      static {
        this.beforeValidation(() => abort());
      }
    }
    expect(await failureOf(Stopped.create({}))).toMatchObject({ code: 'RecordNotSaved' });
    expect(await new Stopped().isValid()).toBe(false);
  });

  test('a default, and what beforeValidation sets, are validated', async () => {
    class Filled extends defineModel({
      name: 'ValidFilled',
      fields: { name: f.string().required(), role: f.string().required().default('author') },
    }) {
      static {
        this.beforeValidation((record) => {
          record.name = 'set';
        });
      }
    }
    expect((await Filled.create({ name: '' })).toJSON()).toMatchObject({ name: 'set', role: 'author' });
  });
});

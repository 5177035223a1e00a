import { describe, expect, test } from 'vitest';
import { defineModel, f, RecordNotUnique, transaction } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();
const called: string[] = [];

class Member extends defineModel({
  name: 'LinkedMember',
  fields: { name: f.string(), email: f.string().unique() },
}) {
  get letters() {
    return this.hasMany(() => Letter, { inverseOf: 'member' });
  }
  get posts() {
    return this.hasMany(() => Post, { foreignKey: 'memberId' });
  }
}

class Letter extends defineModel({ name: 'LinkedLetter', fields: { text: f.string() } }) {
  get member() {
    return this.belongsTo(() => Member, { inverseOf: 'letters' });
  }
}

class Post extends defineModel({
  name: 'LinkedPost',
  fields: { slug: f.string().unique(), memberId: f.string() },
  globalSecondaryIndexes: [{ name: 'memberId', partitionKey: 'memberId', projection: 'all' }],
}) {
  static {
    this.beforeSave((post) => void called.push(`beforeSave ${post.slug}`));
    this.afterCreate((post) => void called.push(`afterCreate ${post.slug}`));
  }
}

async function linked(
  id: string,
  letters: readonly string[],
): Promise<{ member: Member; letters: Letter[] }> {
  const member = await Member.create({ id, email: `${id}@example.com` });
  const made: Letter[] = [];
  for (const letter of letters) made.push(await member.letters.create({ id: letter }));
  models.received();
  return { member, letters: made };
}

async function ids(id: string, attribute: string): Promise<readonly string[]> {
  const set = (await models.stored(id))?.[attribute] as { SS?: string[] } | undefined;
  return set?.SS?.toSorted() ?? [];
}

describe('links and unique fields', () => {
  test('a deletion frees the value and is forgotten by the others, in one transaction', async () => {
    const { member } = await linked('u1', ['u1-a', 'u1-b']);
    await member.destroy();
    expect(models.operations()).toEqual(['TransactWriteItems']);
    expect(await models.stored('_unique#LinkedMember#email#u1@example.com')).toBeUndefined();
    expect([await ids('u1-a', 'memberIds'), await ids('u1-b', 'memberIds')]).toEqual([[], []]);
  });

  test('a link of a record with a unique field changes no companion and reads nothing', async () => {
    const { member } = await linked('u2', []);
    const letter = await Letter.create({ id: 'u2-a' });
    models.received();
    await member.letters.add(letter);
    expect(models.operations()).toEqual(['TransactWriteItems']);
    expect(await ids('u2', 'lettersIds')).toEqual(['u2-a']);
    expect(await models.stored('_unique#LinkedMember#email#u2@example.com')).toMatchObject({
      owner: { S: 'u2' },
    });
  });

  test('99 links and a unique value fit into no transaction: some are unlinked before', async () => {
    const { member } = await linked('u3', []);
    const names = Array.from({ length: 99 }, (_, position) => `u3-${position}`);
    await member.letters.add(await Letter.import(names.map((id) => ({ id }))));
    await member.delete();
    expect(await models.stored('u3')).toBeUndefined();
    expect(await Promise.all(names.map((id) => ids(id, 'memberIds')))).toEqual(names.map(() => []));
    expect(await models.stored('_unique#LinkedMember#email#u3@example.com')).toBeUndefined();
  });

  test('an addition by foreign key calls the hooks of the target, and keeps its unique value', async () => {
    const { member } = await linked('u4', []);
    called.length = 0;
    await member.posts.create({ slug: 'first' });
    expect(called).toEqual(['beforeSave first', 'afterCreate first']);
    expect(models.operations()).toEqual(['TransactWriteItems']);
    await expect(failureOf(member.posts.create({ slug: 'first' }))).resolves.toBeInstanceOf(RecordNotUnique);
  });
});

describe('links in a transaction', () => {
  const DIRECT: [string, (member: Member, letter: Letter) => Promise<unknown>, string][] = [
    ['letters.add', (member, letter) => member.letters.add(letter), 'LinkedMember.letters.add'],
    ['letters.create', (member) => member.letters.create({ id: 'd-new' }), 'LinkedMember.letters.create'],
    ['letters.remove', (member, letter) => member.letters.remove(letter), 'LinkedMember.letters.remove'],
    ['letters.replace', (member) => member.letters.replace(null), 'LinkedMember.letters.replace'],
    ['letters.deleteAll', (member) => member.letters.deleteAll(), 'LinkedMember.letters.deleteAll'],
    ['letters.destroyAll', (member) => member.letters.destroyAll(), 'LinkedMember.letters.destroyAll'],
    ['posts.create', (member) => member.posts.create({ id: 'd-new' }), 'LinkedMember.posts.create'],
    ['posts.add', (member) => member.posts.add(new Post({ id: 'd-new' })), 'LinkedMember.posts.add'],
    ['member.set', (member, letter) => letter.member.set(member), 'LinkedLetter.member.set'],
    [
      'member.create',
      (_member, letter) => letter.member.create({ id: 'd-new' }),
      'LinkedLetter.member.create',
    ],
    ['member.delete', (_member, letter) => letter.member.delete(), 'LinkedLetter.member.delete'],
  ];

  test.each(DIRECT)('%s is refused: it would be written at once', async (_name, write, shown) => {
    const { member, letters } = await linked(`direct-${shown}`, [`direct-letter-${shown}`]);
    const [letter] = letters;
    const work = transaction(async (t) => {
      await t.updateAttributes(member, { name: 'Ann' });
      if (letter !== undefined) await write(member, letter);
    });
    expect(await failureOf(work)).toMatchObject({
      code: 'InvalidUsage',
      message: `${shown} within a transaction would be written at once, whatever becomes of the transaction; nothing was written`,
    });
    expect(models.operations()).toEqual([]);
    expect(await models.stored('d-new')).toBeUndefined();
    expect(await ids(`direct-${shown}`, 'lettersIds')).toEqual([`direct-letter-${shown}`]);
  });

  test('what is meant is told: the field of a foreign key, which the transaction takes', async () => {
    const { member } = await linked('fk', []);
    const refused = await failureOf(transaction(() => member.posts.create({ slug: 'fk' })));
    expect(refused.suggestions).toEqual([
      'write the field of LinkedPost: t.create(LinkedPost, { memberId: … }), or t.updateAttributes(record, { memberId: … })',
    ]);
    await transaction(async (t) => {
      const owner = await t.create(Member, { id: 'fk-owner' });
      await t.create(Post, { id: 'fk-post', memberId: owner.id });
    });
    expect(await models.stored('fk-post')).toMatchObject({ memberId: { S: 'fk-owner' } });
  });

  test('associations are read within, and written by afterCommit', async () => {
    const { member } = await linked('within', ['within-a']);
    const size = await transaction(async (t) => {
      await t.updateAttributes(member, { name: 'Ann' });
      return member.letters.size();
    });
    expect(size).toBe(1);
    await member.letters.create({ id: 'within-b' });
    expect(await ids('within', 'lettersIds')).toEqual(['within-a', 'within-b']);
  });

  test('two records of one owner that are deleted with it changed: one write of the owner', async () => {
    const { member, letters } = await linked('t1', ['t1-a', 't1-b', 't1-c']);
    await transaction(async (t) => {
      for (const letter of letters.slice(0, 2)) await t.delete(letter);
      await t.updateAttributes(member, { name: 'Ann' });
    });
    expect(models.operations()).toEqual(['TransactWriteItems']);
    expect(await ids('t1', 'lettersIds')).toEqual(['t1-c']);
    expect(await models.stored('t1')).toMatchObject({ name: { S: 'Ann' } });
    expect(await models.stored('t1-a')).toBeUndefined();
  });

  test('an owner that is destroyed with its records', async () => {
    const { member, letters } = await linked('t2', ['t2-a']);
    await transaction(async (t) => {
      for (const letter of letters) await t.destroy(letter);
      await t.destroy(member);
    });
    expect([await models.stored('t2'), await models.stored('t2-a')]).toEqual([undefined, undefined]);
  });

  test('an owner that is gone already is no reason to delete nothing', async () => {
    const { letters } = await linked('t3', ['t3-a']);
    await Member.delete('t3');
    await transaction(async (t) => {
      for (const letter of letters) await t.delete(letter);
    });
    expect([await models.stored('t3'), await models.stored('t3-a')]).toEqual([undefined, undefined]);
  });

  test('what keeps it from being made keeps the links', async () => {
    const { member, letters } = await linked('t4', ['t4-a']);
    await linked('taken', []);
    const work = transaction(async (t) => {
      for (const letter of letters) await t.delete(letter);
      await t.updateAttributes(member, { email: 'taken@example.com' });
    });
    await expect(failureOf(work)).resolves.toBeInstanceOf(RecordNotUnique);
    expect(await ids('t4', 'lettersIds')).toEqual(['t4-a']);
    expect(await ids('t4-a', 'memberIds')).toEqual(['t4']);
  });
});

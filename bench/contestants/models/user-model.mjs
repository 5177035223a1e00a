/** The user of the contestants that are autodyne/model, and what they do with it. */
import { configure, defineModel, f } from '../../../dist/model.js';

/** The class that a contestant extends. */
export const defineUser = () =>
  defineModel({
    name: 'User',
    fields: {
      name: f.string().required(),
      email: f.string(),
      city: f.string().required(),
      age: f.integer(),
      balance: f.number(),
      active: f.boolean(),
      tags: f.set(f.string()),
      bio: f.string(),
      settings: f.map(),
    },
    globalSecondaryIndexes: [{ name: 'byCity', partitionKey: 'city', projection: 'all' }],
  });

export function usersOf(User, { url, tableName }) {
  configure({
    endpoint: url,
    region: 'eu-west-1',
    accessKey: 'AKIDBENCH',
    secretKey: 'bench',
    tableName,
    envFile: false,
  });
  return {
    find: (id) => User.find(id),
    create: (input) => User.create(input),
    where: () => User.where({ city: 'Chicago' }).all(),
    importMany: (inputs) => User.import(inputs),
  };
}

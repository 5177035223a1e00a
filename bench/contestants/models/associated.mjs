/** autodyne/model whose users have three associations: two that are kept as ids in their items, one by a foreign key. */
import { defineModel, f } from '../../../dist/model.js';
import { defineUser, usersOf } from './user-model.mjs';

class User extends defineUser() {
  get addresses() {
    return this.hasMany(() => Address, { inverseOf: 'user' });
  }
  get teams() {
    return this.hasAndBelongsToMany(() => Team, { inverseOf: 'members' });
  }
  get posts() {
    return this.hasMany(() => Post, { foreignKey: 'authorId' });
  }
}

class Address extends defineModel({ name: 'Address', fields: { street: f.string() } }) {
  get user() {
    return this.belongsTo(() => User, { inverseOf: 'addresses' });
  }
}

class Team extends defineModel({ name: 'Team', fields: { title: f.string() } }) {
  get members() {
    return this.hasAndBelongsToMany(() => User, { inverseOf: 'teams' });
  }
}

class Post extends defineModel({
  name: 'Post',
  fields: { authorId: f.string() },
  globalSecondaryIndexes: [{ name: 'byAuthor', partitionKey: 'authorId', projection: 'all' }],
}) {
  get author() {
    return this.belongsTo(() => User, { foreignKey: 'authorId' });
  }
}

export function open(url) {
  return usersOf(User, { url, tableName: 'users-associated' });
}

import { defineModel, f, v } from 'autodyne/model';
import type { Comment } from './comment.js';
import { User } from './user.js';

/** What the blog shows: an article or a link. The field `type` says which class a record is of. */
export class Post extends defineModel({
  name: 'Post',
  fields: {
    type: f.string(),
    title: f.string().required(),
    authorId: f.string().required(),
    commentCount: f.integer().default(0),
  },
  globalSecondaryIndexes: [
    { name: 'byAuthor', partitionKey: 'authorId', sortKey: 'createdAt', projection: 'all' },
    { name: 'newest', partitionKey: '_model', sortKey: 'createdAt', projection: 'all' },
  ],
}) {
  get author() {
    return this.belongsTo(() => User, { foreignKey: 'authorId' });
  }

  get comments() {
    return this.hasMany<typeof Comment>('Comment', { foreignKey: 'postId' });
  }
}

export class Article extends Post.subclass({
  name: 'Article',
  fields: { text: f.string().required() },
}) {
  static {
    this.register();
  }
}

export class Link extends Post.subclass({
  name: 'Link',
  fields: { url: f.string().required() },
}) {
  static {
    this.register();
    this.validates('url', v.format(/^https?:\/\//));
  }
}

import { defineModel, f } from 'autodyne/model';
import { Post } from './post.js';

export class Comment extends defineModel({
  name: 'Comment',
  fields: {
    postId: f.string().required(),
    name: f.string().required(),
    text: f.string().required(),
  },
  globalSecondaryIndexes: [
    { name: 'byPost', partitionKey: 'postId', sortKey: 'createdAt', projection: 'all' },
  ],
}) {
  static {
    // The post counts its comments, without being loaded.
    this.afterCreate(async (comment) => {
      await Post.inc(comment.postId, { commentCount: 1 });
    });
  }

  get post() {
    return this.belongsTo(() => Post, { foreignKey: 'postId' });
  }
}

import { defineModel, f } from 'autodyne/model';
import type { Post } from './post.js';

/** Somebody who writes posts. No two have the same e-mail. */
export class User extends defineModel({
  name: 'User',
  fields: {
    name: f.string().required(),
    email: f.string().required().unique(),
  },
}) {
  static {
    this.beforeValidation((user) => {
      user.email = user.email?.trim().toLowerCase() ?? '';
    });
  }

  /** A query of the index `byAuthor`: nothing is stored in the user. */
  get posts() {
    return this.hasMany<typeof Post>('Post', { foreignKey: 'authorId' });
  }
}

/** autodyne/model. */
import { defineUser, usersOf } from './user-model.mjs';

class User extends defineUser() {}

export function open(url) {
  return usersOf(User, { url, tableName: 'users-autodyne' });
}

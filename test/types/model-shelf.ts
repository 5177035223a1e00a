import { defineModel, f } from '../../src/model.ts';
import type { Book } from './model-book.ts';

export class Shelf extends defineModel({ name: 'Shelf', fields: { title: f.string() } }) {
  get books() {
    return this.hasMany<typeof Book>('Book', { foreignKey: 'shelfId', inverseOf: 'shelf' });
  }
  shortTitle() {
    return this.title?.slice(0, 9);
  }
  async firstLabel() {
    const book = await this.books.where({ title: 't' }).withIndex('byAuthor').first();
    return book?.label();
  }
}

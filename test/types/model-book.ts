// With model-shelf.ts: two models that lead to each other, and whose files import nothing but each other's types.
import { defineModel, f } from '../../src/model.ts';
import type { Shelf } from './model-shelf.ts';

export class Book extends defineModel({
  name: 'Book',
  fields: { title: f.string().required(), authorId: f.string().required(), shelfId: f.string() },
  globalSecondaryIndexes: [{ name: 'byAuthor', partitionKey: 'authorId', projection: 'all' }],
}) {
  get shelf() {
    return this.belongsTo<typeof Shelf>('Shelf', { foreignKey: 'shelfId', inverseOf: 'books' });
  }
  async label() {
    const shelf = await this.shelf.get();
    return `${this.title} (${shelf?.shortTitle() ?? 'nowhere'})`;
  }
}

import { randomUUID } from 'node:crypto';
import { Entity } from 'electrodb';
import { sdkClient } from '../sdk.mjs';

/** Keys are the attributes themselves, so that the table is the one that the others have. */
const own = (field) => ({ field, composite: [field], template: `\${${field}}`, casing: 'none' });

export function open(url) {
  const User = new Entity(
    {
      model: { entity: 'user', version: '1', service: 'bench' },
      attributes: {
        id: { type: 'string', required: true, default: () => randomUUID() },
        name: { type: 'string', required: true },
        email: { type: 'string' },
        city: { type: 'string', required: true },
        age: { type: 'number' },
        balance: { type: 'number' },
        active: { type: 'boolean' },
        tags: { type: 'set', items: 'string' },
        bio: { type: 'string' },
        settings: { type: 'map', properties: { theme: { type: 'string' }, pageSize: { type: 'number' } } },
        createdAt: { type: 'number', default: () => Date.now() / 1000, readOnly: true },
        updatedAt: { type: 'number', default: () => Date.now() / 1000 },
      },
      indexes: { byId: { pk: own('id') }, byCity: { index: 'byCity', pk: own('city') } },
    },
    { client: sdkClient(url), table: 'users-electrodb' },
  );
  const plain = (input) => ({ ...input, tags: [...input.tags] });
  return {
    find: async (id) => (await User.get({ id }).go()).data,
    create: async (input) => (await User.create(plain(input)).go()).data,
    where: async () => (await User.query.byCity({ city: 'Chicago' }).go({ pages: 'all' })).data,
    async importMany(inputs) {
      const items = inputs.map(plain);
      const { unprocessed } = await User.put(items).go({ concurrent: 8 });
      if (unprocessed.length > 0) throw new Error('the server takes all');
      return items;
    },
  };
}

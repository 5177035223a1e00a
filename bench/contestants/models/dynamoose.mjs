import { randomUUID } from 'node:crypto';
import dynamoose from 'dynamoose';
import { sdkClient } from '../sdk.mjs';
import { sendBatches } from './inputs.mjs';

const time = { type: { value: Date, settings: { storage: 'seconds' } } };
const schema = new dynamoose.Schema(
  {
    id: { type: String, hashKey: true },
    name: { type: String, required: true },
    email: String,
    city: { type: String, required: true, index: { name: 'byCity', type: 'global', project: true } },
    age: Number,
    balance: Number,
    active: Boolean,
    tags: { type: Set, schema: [String] },
    bio: String,
    settings: { type: Object, schema: { theme: String, pageSize: Number } },
  },
  { timestamps: { createdAt: { createdAt: time }, updatedAt: { updatedAt: time } } },
);

export function open(url) {
  dynamoose.aws.ddb.set(sdkClient(url, dynamoose.aws.ddb.DynamoDB));
  const table = { create: false, waitForActive: false, update: false };
  const User = dynamoose.model('users-dynamoose', schema, table);
  return {
    find: (id) => User.get(id),
    create: (input) => User.create({ id: randomUUID(), ...input }),
    where: () => User.query('city').eq('Chicago').using('byCity').all().exec(),
    async importMany(inputs) {
      const items = inputs.map((input) => ({ id: randomUUID(), ...input }));
      await sendBatches(items, async (batch) => {
        const { unprocessedItems } = await User.batchPut(batch);
        if (unprocessedItems.length > 0) throw new Error('the server takes all');
      });
      return items;
    },
  };
}

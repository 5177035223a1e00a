/**
 * One of two processes of an app with the same models: creates a record for each of some e-mails, or counts, and prints what
 * came of it. `node model-contender.mjs ENDPOINT TABLE NAME emails|increments|addresses COUNT`
 */
import { configure, defineModel, f } from '../../dist/model.js';

const [endpoint, tableName, name, what, count] = process.argv.slice(2);
configure({
  envFile: false,
  endpoint,
  region: 'us-east-1',
  accessKey: 'AKIATESTTESTTESTTEST',
  secretKey: 'test-secret-access-key',
  tableName,
  logger: false,
});

class User extends defineModel({
  name: 'RacedUser',
  fields: { email: f.string().unique(), count: f.integer() },
}) {
  get addresses() {
    return this.hasMany(() => Address, { inverseOf: 'user' });
  }
}

class Address extends defineModel({ name: 'RacedAddress', fields: {} }) {
  get user() {
    return this.belongsTo(() => User, { inverseOf: 'addresses' });
  }
}

// Both begin in the same instant.
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const outcomes = { won: 0, notUnique: 0, others: [] };
if (what === 'emails') {
  for (let position = 0; position < Number(count); position += 1) {
    try {
      await User.create({ id: `${name}-${position}`, email: `${position}@example.com` });
      outcomes.won += 1;
    } catch (error) {
      if (error.code === 'RecordNotUnique' && error.details.field === 'email') outcomes.notUnique += 1;
      else outcomes.others.push(String(error));
    }
  }
} else if (what === 'addresses') {
  const user = await User.find('counter');
  for (let position = 0; position < Number(count); position += 1) {
    await user.addresses.add(await Address.create({ id: `${name}-address-${position}` }));
  }
} else {
  const counter = await User.find('counter');
  for (let done = 0; done < Number(count); done += 1) await counter.increment('count');
}
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
process.exit(0);

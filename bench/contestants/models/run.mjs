/**
 * A contestant as a process of its own (`fork`): `{ work, count }` does that much of find, create, where or import, and
 * tells the microseconds of processor time, and the sum of three fields of each record, one of them a set, so that nobody
 * passes by giving records that nobody looks into. `{ work: 'hold' }` tells the bytes that the records of a `where` hold.
 * Arguments: NAME URL.
 */
import { userId } from '../../server/users.mjs';
import { userInput } from './inputs.mjs';

const [, , name, url] = process.argv;
const { open } = await import(`./${name}.mjs`);
const users = open(url);

const works = {
  async find(count) {
    let sum = 0;
    for (let index = 0; index < count; index += 1) sum += looked(await users.find(userId(index)));
    return sum;
  },
  async create(inputs) {
    for (const input of inputs) await users.create(input);
    return inputs.length;
  },
  async where(count) {
    let sum = 0;
    for (let time = 0; time < count; time += 1) for (const user of await users.where()) sum += looked(user);
    return sum;
  },
  async import(inputs) {
    return (await users.importMany(inputs)).length;
  },
};

process.on('message', ({ work, count }) => {
  const done = work === 'hold' ? heldBytes() : timed(work, count);
  done
    .then((reply) => process.send(reply))
    .catch((error) => {
      console.error(error);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());
process.send({});

async function timed(work, count) {
  // The inputs are the app's own, whatever library it uses.
  const given = ['create', 'import'].includes(work)
    ? Array.from({ length: count }, (_, index) => userInput(index))
    : count;
  globalThis.gc?.();
  const since = process.cpuUsage();
  const sum = await works[work](given);
  const { user, system } = process.cpuUsage(since);
  return { microseconds: user + system, sum };
}

function looked(user) {
  return user.name.length + user.age + (user.tags.size ?? user.tags.length);
}

/** Bytes of 10,000 records: as they come, and once three fields of each were read. The first time is for what is kept of a first time. */
async function heldBytes() {
  await works.where(1);
  const before = usedBytes();
  const records = await users.where();
  const loaded = usedBytes() - before;
  let sum = 0;
  for (const record of records) sum += looked(record);
  return { loaded, read: usedBytes() - before, sum };
}

function usedBytes() {
  for (let time = 0; time < 4; time += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What an app has at hand when it creates a user; nobody's library has seen it. */
export function userInput(index) {
  return {
    name: `User number ${index}`,
    email: `user-${index}@example.com`,
    city: 'Chicago',
    age: 18 + (index % 60),
    balance: (index % 1000) + 0.25,
    active: index % 3 === 0,
    tags: new Set(['folk', 'jazz', index % 2 === 0 ? 'pop' : 'dub']),
    bio: 'Plays the piano on Sundays, "mostly" late at night; collects maps of cities that were never built.',
    settings: { theme: 'dark', pageSize: 50 },
  };
}

/** In turn, with so many under way at once: how AWS's own examples send batches. */
export async function sendBatches(items, send) {
  const BATCH_ITEMS = 25;
  const CONCURRENCY = 8;
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH_ITEMS);
      next += BATCH_ITEMS;
      await send(batch);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

/**
 * The steps of the demo: a remark, and the commands of autodyne that it is about. Those with `isShown` are the moving picture of
 * README (`cast.mjs`) too. They run in a folder of their own with a copy of `examples/`.
 *
 * @param table name of the table, for commands that ask for it
 * @returns {{ say: string, isShown?: boolean, commands: string[][] }[]}
 */
export function demoSteps(table) {
  return [
    {
      say: 'The table that the local twin made, its keys and its status',
      commands: [['describe']],
    },
    {
      say: 'Put one item from a file, and get it back by the key in another',
      isShown: true,
      commands: [
        ['put', 'examples/item.json'],
        ['get', 'examples/key.json'],
      ],
    },
    {
      say: 'Put a few hundred more, from JSON Lines',
      isShown: true,
      commands: [['put', 'examples/songs.jsonl']],
    },
    {
      say: 'Query by key: the table is asked, not scanned',
      commands: [['query', 'id=424b0514-be1d-4ee3-9d91-7e122718d7eb', '--units']],
    },
    {
      say: 'Look for other attributes: a scan, and autodyne says so',
      isShown: true,
      commands: [
        [
          'scan',
          'Artist=No One You Know',
          'Year.gte:=2010',
          '--attributes',
          'SongTitle,Year,Price',
          '--units',
        ],
      ],
    },
    {
      say: 'The same for a member of a map, one item on each line',
      commands: [
        [
          'scan',
          'Info.label=Kestrel',
          'Info.live:=true',
          '--attributes',
          'Artist,SongTitle',
          '--format',
          'plain',
        ],
      ],
    },
    {
      say: 'Change an item in place: it prints what it changed',
      isShown: true,
      commands: [
        ['update', 'examples/key.json', '--set', 'Year:=2015', '--set', 'Price:=1.10', '--add', 'Plays:=1'],
      ],
    },
    {
      say: 'The whole item by the value of its key, and a copy of it under another key',
      commands: [
        ['get', '424b0514-be1d-4ee3-9d91-7e122718d7eb'],
        ['copy', '424b0514-be1d-4ee3-9d91-7e122718d7eb', '--to', 'a-copy'],
        ['delete', 'a-copy'],
      ],
    },
    {
      say: 'Create an index through the proxy, and query by it',
      isShown: true,
      commands: [
        ['index', 'create', 'by-artist', '--partition-key', 'Artist:S', '--sort-key', 'Year:N'],
        ['query', 'Artist=Salt Circuit', 'Year.gte=2010', '--attributes', 'SongTitle,Year', '--units'],
      ],
    },
    {
      say: 'The same in PartiQL',
      commands: [
        [
          'sql',
          `SELECT SongTitle, "Year" FROM {table}."by-artist" WHERE Artist = 'Salt Circuit' AND "Year" >= 2010`,
        ],
      ],
    },
    {
      say: 'The indexes that there are; delete this one',
      commands: [
        ['index', 'list'],
        ['index', 'delete', 'by-artist', '--confirm', table],
      ],
    },
    {
      say: 'What all that used of the plan',
      commands: [['usage', '--since', '24h']],
    },
    {
      say: 'Delete the item',
      commands: [['delete', 'examples/key.json']],
    },
    {
      say: 'Save everything, and check the dump',
      isShown: true,
      commands: [
        ['dump', '--out', 'songs'],
        ['dump', 'verify', 'songs'],
      ],
    },
    {
      say: 'Empty the table, ask the dump, and bring all of it back',
      commands: [
        ['delete', '--all', '--confirm', table],
        [
          'query',
          'Artist=Salt Circuit',
          'Year.gte:=2010',
          '--attributes',
          'SongTitle,Year',
          '--from',
          'songs',
        ],
        ['restore', 'songs', '--verify'],
        ['dump', 'diff', 'songs'],
        ['scan', '--count'],
      ],
    },
  ];
}

/** A command of autodyne as it is typed: args in quotes where a shell needs them. */
export function typedCommand(argv) {
  return ['autodyne', ...argv].map(quoted).join(' ');
}

function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

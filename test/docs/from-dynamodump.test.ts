import { writeFiles } from '../helpers/aws-export.ts';
import { describePage } from '../helpers/describe-page.ts';

const LAST = { Artist: { S: 'Acme Band' }, SongTitle: { S: 'Long Road' } };

/** Pages as `dynamodump -m backup` writes them: the response of Scan without its metadata. */
const PAGES = [
  {
    Items: [
      { Artist: { S: 'No One You Know' }, SongTitle: { S: 'Call Me Today' }, Year: { N: '2015' } },
      { ...LAST, Cover: { B: '/9j/4A==' }, Genres: { SS: ['folk', 'pop'] } },
    ],
    Count: 2,
    ScannedCount: 2,
    LastEvaluatedKey: LAST,
  },
  {
    Items: [{ Artist: { S: 'The Acme Band' }, SongTitle: { S: 'Look Out, World' }, Year: { N: '2009' } }],
    Count: 1,
    ScannedCount: 1,
  },
];

describePage(new URL('../../docs/from-dynamodump.md', import.meta.url), {
  local: '--table Music --partition-key Artist:S --sort-key SongTitle:S --index-delay 0',
  prepare: async (shell) => {
    await shell.runKept('autodyne index create by-year --partition-key Year:N');
    const { lines } = await shell.runKept('autodyne describe --json');
    const pages = PAGES.map((page, at) => [`data/000${at + 1}.json`, JSON.stringify(page, null, 2)] as const);
    await writeFiles(`${shell.folder}/dump/Music`, {
      'schema.json': lines.join('\n'),
      ...Object.fromEntries(pages),
    });
  },
});

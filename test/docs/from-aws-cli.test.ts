import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { awsExport, writeFiles } from '../helpers/aws-export.ts';
import { describePage } from '../helpers/describe-page.ts';

const CALL_ME = '{"Artist": {"S": "No One You Know"}, "SongTitle": {"S": "Call Me Today"}';
const LONG_ROAD = '{"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Long Road"}';

const FILES = {
  'key.json': '{"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}}\n',
  'item.json': `${LONG_ROAD}, "Year": {"N": "2010"}, "Genres": {"SS": ["folk"]}}\n`,
  'keys.json': `[${CALL_ME}},\n ${LONG_ROAD}}]\n`,
  'old-keys.json': '{"Artist": {"S": "The Acme Band"}, "SongTitle": {"S": "Look Out, World"}}\n',
  'get-request.json': `{"Music": {"Keys": [${CALL_ME}}, ${LONG_ROAD}}]}}\n`,
  'write-request.json': `{"Music": [{"PutRequest": {"Item": {"Artist": {"S": "The Acme Band"}, "SongTitle": {"S": "Look Out, World"}}}},
           {"PutRequest": {"Item": {"Artist": {"S": "The Acme Band"}, "SongTitle": {"S": "Still in Love"}}}}]}
`,
  'actions.json': `[{"Put": {"TableName": "Music", "Item": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "PartiQL Rocks"}}}},
 {"Update": {"TableName": "Music", "Key": {"Artist": {"S": "The Acme Band"}, "SongTitle": {"S": "Still in Love"}},
             "UpdateExpression": "SET Awards = :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}}]
`,
  'update-table.json': `{"TableName": "Music",
 "AttributeDefinitions": [{"AttributeName": "Label", "AttributeType": "S"}],
 "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-label", "Projection": {"ProjectionType": "ALL"},
                                             "KeySchema": [{"AttributeName": "Label", "KeyType": "HASH"}]}}]}
`,
};

describePage(new URL('../../docs/from-aws-cli.md', import.meta.url), {
  local: '--table Music --partition-key Artist:S --sort-key SongTitle:S --index-delay 0',
  prepare: async (shell) => {
    const song = `${CALL_ME}, "Year": {"N": "2015"}, "Genres": {"SS": ["pop"]}}`;
    await writeFiles(shell.folder, FILES);
    await shell.runKept(`autodyne put '${song}'`);
    await rename(
      await awsExport(join(shell.folder, 'bucket'), undefined, {}, [song]),
      join(shell.folder, 'export'),
    );
  },
});

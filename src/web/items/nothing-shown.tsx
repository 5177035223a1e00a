import type { TableFacts } from '../../dashboard/api-types.ts';
import { CommandText } from '../page/command-text.tsx';
import type { HeldState } from './held-items.ts';

interface Props {
  status: HeldState['status'];
  facts: TableFacts;
  /** No condition was given. */
  isWhole: boolean;
}

/** Instead of items: why there are none, and what to do next. */
export function NothingShown({ status, facts, isWhole }: Props) {
  if (status === 'unread') {
    return (
      <div class="empty">
        <h3>Nothing was read yet</h3>
        <p>
          Opening this page reads no item of a table in AWS. Type a condition such as{' '}
          <code>{facts.partitionKey.name}=…</code>, or press <b>Read</b> for the first 50 items. The cost is
          shown before.
        </p>
      </div>
    );
  }
  if (isWhole && status === 'complete') {
    return (
      <div class="empty">
        <h3>The table is empty</h3>
        <p>
          To put the first item, press <b>New item</b>. To put many, use the command line:
        </p>
        <CommandText command={facts.commands.put} />
      </div>
    );
  }
  return (
    <div class="empty">
      <h3>{status === 'complete' ? 'No item matches' : 'No item that was read so far matches'}</h3>
      <p>
        {status === 'complete'
          ? 'Check names and types: a number is written Year:=2010, a string Year=2010.'
          : 'The rest of the table was not read. Press Read more, or give the partition key.'}
      </p>
    </div>
  );
}

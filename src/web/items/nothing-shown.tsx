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
          Opening this page reads no item of a table in AWS. Give the partition key,{' '}
          <code>{facts.partitionKey.name}=…</code>, or press <b>Read</b> for the first 50 items; what it costs
          is shown before.
        </p>
      </div>
    );
  }
  if (isWhole && status === 'complete') {
    return (
      <div class="empty">
        <h3>The table is empty</h3>
        <p>
          Put a first item with <b>New item</b>, or many from the command line:
        </p>
        <CommandText command="autodyne put items.jsonl" />
      </div>
    );
  }
  return (
    <div class="empty">
      <h3>{status === 'complete' ? 'No item matches' : 'No item of what was read so far matches'}</h3>
      <p>
        {status === 'complete'
          ? 'Check names and types: a number is written Year:=2010, a string Year=2010.'
          : 'The rest of the table was not read: read on, or name a partition key.'}
      </p>
    </div>
  );
}

import { useState } from 'preact/hooks';
import type { TypedValue } from '../../dashboard/api-types.ts';
import { numberText } from '../page/number-text.ts';
import { VisibleText } from '../page/visible-text.tsx';
import { membersOf, previewText, typeAndContent } from './typed-values.ts';

/** More members of a list or map than these are drawn when they are asked for. */
const MANY = 60;
/** A text longer than this is unfolded when it is asked for. */
const LONG = 400;
/** Maps and lists are open so deep. */
const OPEN_DEPTH = 2;

interface Props {
  members: readonly [name: string, value: TypedValue][];
  depth?: number;
}

/** Attributes, or members of a map or list, each with its type. */
export function ValueTree({ members, depth = 0 }: Props) {
  const [shown, setShown] = useState(MANY);
  return (
    <ul class="tree">
      {members.slice(0, shown).map(([name, value]) => (
        <li key={name}>
          <Member name={name} value={value} depth={depth} />
        </li>
      ))}
      {members.length > shown ? (
        <li>
          <button type="button" class="link" onClick={() => setShown(shown + 500)}>
            {numberText(members.length - shown)} more
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Member({ name, value, depth }: { name: string; value: TypedValue; depth: number }) {
  const [type, content] = typeAndContent(value);
  const members = membersOf(value);
  const head = (
    <>
      <span class="name">
        <VisibleText text={name} />
      </span>
      <TypeMark type={type} />
    </>
  );
  if (type === 'SS' || type === 'NS' || type === 'BS') {
    return (
      <div class="leaf">
        {head}
        <SetMembers members={content as string[]} />
      </div>
    );
  }
  if (members === undefined) {
    return (
      <div class="leaf">
        {head}
        <Scalar text={type === 'NULL' ? 'null' : String(content)} type={type} />
      </div>
    );
  }
  if (members.length === 0) return <div class="leaf">{head} empty</div>;
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        {head}
        <span class="quiet">
          {numberText(members.length)}{' '}
          {depth < OPEN_DEPTH ? '' : <VisibleText text={previewText(value, 60)} />}
        </span>
      </summary>
      <ValueTree members={members} depth={depth + 1} />
    </details>
  );
}

function SetMembers({ members }: { members: readonly string[] }) {
  const [shown, setShown] = useState(MANY);
  return (
    <span class="set">
      {members.slice(0, shown).map((member) => (
        <span key={member} class="set-member">
          <VisibleText text={member} />
        </span>
      ))}
      {members.length > shown ? (
        <button type="button" class="link" onClick={() => setShown(shown + 500)}>
          {numberText(members.length - shown)} more
        </button>
      ) : null}
    </span>
  );
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: 'string',
  N: 'number',
  B: 'binary, base64',
  BOOL: 'boolean',
  NULL: 'null',
  SS: 'string set',
  NS: 'number set',
  BS: 'binary set',
  L: 'list',
  M: 'map',
};

/** DynamoDB's short name of a type; its full name for screen readers and for a pointer that rests. */
export function TypeMark({ type }: { type: string }) {
  return (
    <abbr class={`type type-${type}`} title={TYPE_NAMES[type]}>
      {type}
    </abbr>
  );
}

function Scalar({ text, type }: { text: string; type: string }) {
  const [isWhole, setWhole] = useState(text.length <= LONG);
  return (
    <span class={`scalar value-${type}`}>
      {text === '' ? (
        <span class="quiet">empty</span>
      ) : (
        <VisibleText text={isWhole ? text : text.slice(0, LONG)} />
      )}
      {isWhole ? null : (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          … {numberText(text.length - LONG)} more characters
        </button>
      )}
    </span>
  );
}

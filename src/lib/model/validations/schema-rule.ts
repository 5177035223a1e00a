import type { StandardIssue, StandardSchema } from '../types/field-types.ts';

/** What an app's own validator says of a value. It only says: the value stays as it is, whatever the validator makes of it. */
export async function schemaProblems(schema: StandardSchema<unknown>, value: unknown): Promise<string[]> {
  const { issues } = await schema['~standard'].validate(value);
  return (issues ?? []).map(issueText);
}

/** With the place within the value, where it is one: `editor.size: too small`. */
function issueText({ message, path = [] }: StandardIssue): string {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return names.length === 0 ? message : `${names.join('.')}: ${message}`;
}

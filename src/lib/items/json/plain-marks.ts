/** The members that mark, in plain JSON, what JSON has no type for; `$map` marks a map that could be taken for something else. */
export const PLAIN_MARKS: ReadonlySet<string> = new Set(['$set', '$binary', '$map']);

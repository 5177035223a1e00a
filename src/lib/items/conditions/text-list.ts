/** The strings of a list after `=`, as `new,hot`. A comma that belongs to a string has a backslash before it, as in names. */
export function splitTextList(text: string): string[] {
  const texts = [''];
  for (const [part] of text.matchAll(/\\,|./gs)) {
    if (part === ',') texts.push('');
    else texts.push(`${texts.pop() ?? ''}${part === '\\,' ? ',' : part}`);
  }
  return texts;
}

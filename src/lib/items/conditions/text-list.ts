/** The strings of a list after `=`, as `new,hot`. A comma that belongs to a string has a backslash before it, as in names. */
export function splitTextList(text: string): string[] {
  const texts = [''];
  for (const [part] of text.matchAll(/\\,|./gs)) {
    if (part === ',') texts.push('');
    else texts.push(`${texts.pop() ?? ''}${part === '\\,' ? ',' : part}`);
  }
  return texts;
}

/** A string as one element of such a list. */
export function escapeCommas(text: string): string {
  return text.replaceAll(',', '\\,');
}

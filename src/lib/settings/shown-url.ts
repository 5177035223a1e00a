/**
 * A setting's URL as it may be shown: whatever stands before an `@`, where a user name and password would be, is left
 * out, also of what is no URL at all.
 */
export function shownUrl(text: string): string {
  return text.replace(/^([a-z][\w+.-]*:\/*)?.*@/is, '$1****@');
}

/**
 * A setting's URL as it may be shown: the part before an `@`, which may be a user name and password, is left out, even
 * where the value is no URL at all.
 */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/*)?.*@/is, '$1****@');
}

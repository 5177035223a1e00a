/** What file managers, file servers and archivers leave in any folder that they come across. */
const LEFT_BEHIND =
  /^(\.DS_Store|\._.*|\.localized|\.AppleDouble|\.Spotlight-V100|\.TemporaryItems|\.Trashes|\.fseventsd|__MACOSX|Icon\r|(eh)?thumbs\.db|desktop\.ini|\.directory|@eaDir|\.nfs[\da-f]+)$/i;

/** Whether a name is that of a file or folder which a system keeps for itself: it is not looked at, and does no harm. */
export function isLeftBehind(name: string): boolean {
  return LEFT_BEHIND.test(name);
}

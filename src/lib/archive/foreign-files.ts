/** Names of files that file managers, file servers and archivers leave in any folder. */
const LEFT_BEHIND =
  /^(\.DS_Store|\._.*|\.localized|\.AppleDouble|\.Spotlight-V100|\.TemporaryItems|\.Trashes|\.fseventsd|__MACOSX|Icon\r|(eh)?thumbs\.db|desktop\.ini|\.directory|@eaDir|\.nfs[\da-f]+)$/i;

/** True for the name of a file or folder that a system keeps for itself: it is ignored, and does no harm. */
export function isLeftBehind(name: string): boolean {
  return LEFT_BEHIND.test(name);
}

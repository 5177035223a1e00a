/** A word as a person would type it for a POSIX shell: in quotes when it needs them. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A command of autodyne's as a person would type it, for a suggestion or a note, where it stands last: after a colon,
 * with nothing behind it. The command line puts the flags behind it that say which table is meant.
 * @example commandText('dump', '--resume', pathWord(folder))
 */
export function commandText(...words: readonly string[]): string {
  return ['autodyne', ...words].map(shellQuote).join(' ');
}

/** The path of a file or folder as a command's argument: one that begins with a hyphen would be taken for a flag. */
export function pathWord(path: string): string {
  return path.startsWith('-') && path !== '-' ? `./${path}` : path;
}

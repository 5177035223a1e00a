/** An argument as a person would type it for a POSIX shell: in quotes when it needs them. */
export function shellQuote(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/**
 * A command of autodyne's as a person would type it, for a suggestion or a note, where it is the last part: after a
 * colon, with nothing behind it. The command line adds the flags that name the table.
 * @example commandText('dump', '--resume', pathArg(folder))
 */
export function commandText(...args: readonly string[]): string {
  return ['autodyne', ...args].map(shellQuote).join(' ');
}

/** The path of a file or folder as a command's argument: one that begins with a hyphen would be taken for a flag. */
export function pathArg(path: string): string {
  return path.startsWith('-') && path !== '-' ? `./${path}` : path;
}

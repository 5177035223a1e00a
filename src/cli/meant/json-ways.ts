import { isJson, isQuotedForPosix, looksLikeJson, repairedJson } from './repaired-json.ts';
import { retypedWay, type TypedLine } from './retyped-command.ts';

/**
 * Suggestions for an argument that is nearly JSON, wherever it stands: an item, a key, the value of a flag, what
 * follows `:=`. One that a shell cut at its blanks is put together again.
 */
export function jsonWays(line: TypedLine): string[] {
  for (const [position, arg] of line.argv.entries()) {
    const [, left = '', json = arg] = /^(--[\w-]+=|[^={['"]*:=)(.*)$/s.exec(arg) ?? [];
    if (!looksLikeJson(json)) continue;
    const pieces = line.argv.slice(position);
    for (let count = 1; count <= pieces.length; count += 1) {
      const args = pieces.slice(0, count);
      const meant = repairedJson([json, ...args.slice(1)].join(' '));
      if (meant === undefined) continue;
      const retyping = { why: 'in quotes', args, meant: [`${left}${meant}`] };
      const ways = retypedWay(line, retyping);
      return isOnWindows(arg) ? ways.flatMap((way) => windowsWays(way, `${left}${meant}`)) : ways;
    }
  }
  return [];
}

/** The item that `put id=ord-1 total:=5` means, which takes no attributes by name. */
export function assignmentWays(line: TypedLine): string[] {
  const args = line.argv.slice(0, line.argv.findIndex((arg) => arg.startsWith('-')) >>> 0);
  const parts = args.map((arg) => /^([^:={[]+)(:?=)(.*)$/s.exec(arg));
  if (args.length === 0 || parts.some((part) => part === null)) return [];
  const members = parts.flatMap((part) => {
    const [, name = '', sign, text = ''] = part ?? [];
    return `${JSON.stringify(name)}:${sign === ':=' ? text : JSON.stringify(text)}`;
  });
  const json = `{${members.join(',')}}`;
  const meant = isJson(json) ? json : repairedJson(json);
  return meant === undefined ? [] : retypedWay(line, { why: 'as JSON', args, meant: [meant] });
}

function isOnWindows(arg: string): boolean {
  return process.platform === 'win32' || isQuotedForPosix(arg);
}

/** In cmd.exe, only double quotes are quotes; before 7.3, PowerShell takes away those within single ones. */
function windowsWays(way: string, arg: string): string[] {
  const escaped = arg.replaceAll('"', '\\"');
  const posix = `'${arg}'`;
  return [
    `in cmd.exe, ${way.replace(posix, () => `"${escaped}"`)}`,
    ...(process.platform === 'win32'
      ? [`in PowerShell before 7.3, ${way.replace(posix, () => `'${escaped}'`)}`]
      : []),
  ];
}

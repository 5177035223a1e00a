import type { CompletedCommand, CompletedFlag, Completion } from './completed-command.ts';

/**
 * The script that bash completes `autodyne` with. It takes file names from bash itself (`-o default`), since that knows
 * quotes, blanks and `~`. For bash 3.2 too, which macOS has: without `compopt` it offers files where nothing fits.
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const topics = [
    ...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0]] : []))),
  ];
  const subcommands = commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name);
  return `# Completes autodyne in bash: eval "$(autodyne autocomplete bash)"

_autodyne_commands() {
  case $1 in
    '') values='${firstParts(commands).join(' ')} --help --version' ;;
${topics.map((topic) => `    ${topic}) values='${partsAfter(topic, commands).join(' ')}' ;;`).join('\n')}
    *) values='' ;;
  esac
}

# The flags of a command; those with a * at the end can be repeated.
_autodyne_flags() {
  case $1 in
${commands.map(({ name, flags }) => `    '${name}') values='${flagNames(flags, false)}' ;;`).join('\n')}
    *) values='' ;;
  esac
  values+=' ${flagNames(commands[0]?.flags ?? [], true)}'
}

# What an argument of a command may be.
_autodyne_argument() {
  case $1 in
${commands.flatMap(({ name, argument }) => (argument === undefined ? [] : [`    '${name}') ${assigned(argument)} ;;`])).join('\n')}
    *) kind='' ;;
  esac
}

# What the value of a command's flag may be; no kind for a flag without a value.
_autodyne_value() {
  case $1 in
${valueCases(commands)}
    *) kind='' ;;
  esac
}

# The names of the table's indexes: from a cache, else by one request of a second at most.
_autodyne_indexes() {
  local at flag value selected=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    flag=\${COMP_WORDS[at]}
    case $flag in
      --table | --region | --endpoint-url | --as | --env-file | --settings-file)
        value=\${COMP_WORDS[at + 1]}
        [[ $value == = ]] && value=\${COMP_WORDS[at + 2]}
        value=\${value//[\\"\\'\\\\]/}
        selected+=("$flag" "\${value/#\\~\\//$HOME/}")
        ;;
      --allow-http) selected+=("$flag") ;;
    esac
  done
  values=$(command autodyne autocomplete --index-names "\${selected[@]}" 2>/dev/null </dev/null)
}

_autodyne() {
  local command current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local kind='' values='' at start=2 is_past='' flag given=' '
  COMPREPLY=()
  # --format=csv is three words here.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]] && ((COMP_CWORD > 2)); then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  command=\${COMP_WORDS[1]}
  if ((COMP_CWORD > 2)); then
    case "$command \${COMP_WORDS[2]}" in
      ${subcommands.map((name) => `'${name}'`).join(' | ')})
        command+=" \${COMP_WORDS[2]}"
        start=3
        ;;
    esac
  fi
  for ((at = start; at < COMP_CWORD; at++)); do
    [[ \${COMP_WORDS[at]} == -- ]] && is_past=yes
    given+="\${COMP_WORDS[at]} "
  done

  if ((COMP_CWORD == 1)); then
    kind=options
    _autodyne_commands ''
  elif [[ -n $is_past ]]; then
    _autodyne_argument "$command"
  else
    [[ $previous == -* ]] && _autodyne_value "$command $previous"
    if [[ -z $kind ]]; then
      [[ $current == -* ]] || _autodyne_argument "$command"
      [[ $kind == programs ]] && kind=''
      if ((COMP_CWORD == 2)) && [[ $current != -* ]]; then
        local of_argument=$values
        _autodyne_commands "$command"
        [[ -n $values ]] && kind=options
        values="$values $of_argument"
      fi
      if [[ -z $kind ]]; then
        kind=flags
        _autodyne_flags "$command"
      fi
    fi
  fi

  case $kind in
    files) return ;;
    folders) compopt +o default -o dirnames 2>/dev/null ; return ;;
  esac
  compopt +o default 2>/dev/null
  case $kind in
    indexes) _autodyne_indexes ;;
    programs)
      COMPREPLY=($(compgen -c -- "$current"))
      return
      ;;
    flags)
      local left=''
      for flag in $values; do
        [[ $flag == *\\* || $given != *" $flag "* ]] && left+=" \${flag%\\*}"
      done
      values=$left
      ;;
  esac
  COMPREPLY=($(compgen -W "$values" -- "$current"))
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
}

complete -o default -F _autodyne autodyne
`;
}

function flagNames(flags: readonly CompletedFlag[], isGlobal: boolean): string {
  return flags
    .filter((flag) => flag.isGlobal === isGlobal)
    .map(({ name, isMultiple }) => `${name}${isMultiple ? '*' : ''}`)
    .join(' ');
}

/** The first part of each name, once. */
function firstParts(commands: readonly CompletedCommand[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
}

function partsAfter(topic: string | undefined, commands: readonly CompletedCommand[]): string[] {
  return commands.flatMap(({ name }) =>
    name.startsWith(`${topic} `) ? [name.slice(`${topic} `.length)] : [],
  );
}

function assigned(completion: Completion): string {
  const values = completion.kind === 'options' ? ` values='${completion.options.join(' ')}'` : '';
  return `kind=${completion.kind}${values}`;
}

/** A case for each flag; where a flag is not the same in all commands, one for each of its meanings. */
function valueCases(commands: readonly CompletedCommand[]): string {
  const byFlag = new Map<string, Map<string, string[]>>();
  for (const command of commands)
    for (const flag of command.flags) {
      if (flag.value === undefined) continue;
      const meanings = byFlag.get(flag.name) ?? new Map<string, string[]>();
      const text = assigned(flag.value);
      meanings.set(text, [...(meanings.get(text) ?? []), command.name]);
      byFlag.set(flag.name, meanings);
    }
  const hasSwitch = (name: string): boolean =>
    commands.some(({ flags }) => flags.some((flag) => flag.name === name && flag.value === undefined));
  return [...byFlag]
    .flatMap(([name, meanings]) =>
      [...meanings].map(([text, ids]) =>
        meanings.size === 1 && !hasSwitch(name)
          ? `    *' ${name}') ${text} ;;`
          : `    ${ids.map((id) => `'${id} ${name}'`).join(' | ')}) ${text} ;;`,
      ),
    )
    .join('\n');
}

import { shellQuote } from '../../lib/errors/command-text.ts';
import type { CompletedCommand, CompletedFlag, Completion } from './completed-command.ts';

/**
 * The script that zsh completes `autodyne` with, by zsh's own `_arguments`: with the summaries beside the names. It can
 * be evaluated, or be a file `_autodyne` in `$fpath`.
 */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const subcommands = commands.filter(({ name }) => name.includes(' '));
  const topics = [...new Set(subcommands.map(({ name }) => name.split(' ')[0] ?? ''))];
  return `#compdef autodyne
# Completes autodyne in zsh: eval "$(autodyne autocomplete zsh)"

# The names of the table's indexes: from a cache, else by one request of a second at most.
_autodyne_indexes() {
  local -a selected names
  local -i at
  local value
  for ((at = 2; at < CURRENT; at++)); do
    case $words[at] in
      (--table|--region|--endpoint-url|--as|--env-file|--settings-file)
        value=\${(Q)words[at + 1]}
        selected+=($words[at] "\${value/#\\~\\//$HOME/}") ;;
      (--table=*|--region=*|--endpoint-url=*|--as=*|--env-file=*|--settings-file=*) selected+=("\${(Q)words[at]}") ;;
      (--allow-http) selected+=($words[at]) ;;
    esac
  done
  names=(\${(f)"$(command autodyne autocomplete --index-names "\${selected[@]}" 2>/dev/null </dev/null)"})
  (( $#names )) && compadd -- $names
}

_autodyne_nothing() { return 1 }

_autodyne_subcommands() {
  local -a subcommands
  case $1 in
    ('') subcommands=(
${described(commands.filter(({ name }) => !name.includes(' ')).concat(bareTopics(topics, commands)), '')}
    ) ;;
${topics
  .map(
    (topic) => `    (${topic}) subcommands=(
${described(
  subcommands.filter(({ name }) => name.startsWith(`${topic} `)),
  topic,
)}
    ) ;;`,
  )
  .join('\n')}
  esac
  (( $#subcommands )) && _describe -t commands command subcommands
}

_autodyne() {
  local curcontext="$curcontext" command
  local -i ret=1
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then
      compadd -- --help --version
    else
      _autodyne_subcommands ''
    fi
    return
  fi
  command=$words[2]
  if (( CURRENT > 3 )); then
    case "$words[2] $words[3]" in
      (${subcommands.map(({ name }) => shellQuote(name)).join('|')})
        command="$words[2] $words[3]"
        shift words
        (( CURRENT-- )) ;;
    esac
  elif [[ $PREFIX != -* ]]; then
    _autodyne_subcommands $command && ret=0
  fi
  shift words
  (( CURRENT-- ))
  local -a global
  global=(
    ${(commands[0]?.flags ?? [])
      .filter(({ isGlobal }) => isGlobal)
      .map(flagSpec)
      .map(shellQuote)
      .join('\n    ')}
  )
  case $command in
${commands.map(commandCase).join('\n')}
  esac
  return ret
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _autodyne autodyne
# As a file of $fpath, it is run at the first Tab.
[[ $funcstack[1] == _autodyne ]] && _autodyne "$@"
true
`;
}

/** Topics that are no commands themselves. */
function bareTopics(topics: readonly string[], commands: readonly CompletedCommand[]): CompletedCommand[] {
  return topics
    .filter((topic) => !commands.some(({ name }) => name === topic))
    .map((topic) => {
      const verbs = commands.flatMap(({ name }) =>
        name.startsWith(`${topic} `) ? [name.split(' ')[1]] : [],
      );
      return { name: topic, summary: verbs.join(', '), flags: [], argument: undefined };
    });
}

function described(commands: readonly CompletedCommand[], topic: string): string {
  return commands
    .map(({ name, summary }) => {
      const last = topic === '' ? name : name.slice(topic.length + 1);
      return `      ${shellQuote(`${last}:${summary}`)}`;
    })
    .join('\n');
}

function commandCase({ name, flags, argument }: CompletedCommand): string {
  const last = argument === undefined ? [] : [argumentSpec(argument)];
  const specs = [...flags.filter(({ isGlobal }) => !isGlobal).map(flagSpec), ...last];
  return `    (${shellQuote(name)})\n      ${['_arguments -s -S $global', ...specs.map(shellQuote)].join(' \\\n        ')} && ret=0 ;;`;
}

function argumentSpec(argument: Completion): string {
  return argument.kind === 'programs' ? '*:: :_normal' : `*:${action(argument)}`;
}

/** As `_arguments` takes it: exclusions, name, summary in brackets, and what completes the value. */
function flagSpec({ name, summary, isMultiple, excludes, value }: CompletedFlag): string {
  const before = isMultiple ? '*' : `(${[name, ...excludes].join(' ')})`;
  const joint = value === undefined ? '' : name.startsWith('--') ? '=' : '+';
  const text = summary.replace(/[[\]:\\]/g, '\\$&');
  return `${before}${name}${joint}[${text}]${value === undefined ? '' : `:${action(value)}`}`;
}

/** A message, which is empty, and an action. */
function action(completion: Completion): string {
  switch (completion.kind) {
    case 'options':
      return optionsAction(completion.options);
    case 'files':
      return ' :_files';
    case 'folders':
      return ' :_files -/';
    case 'indexes':
      return ' :_autodyne_indexes';
    case 'programs':
      return ' :_command_names';
    case 'nothing':
      return ' :_autodyne_nothing';
  }
}

/** Nothing is added to one that ends in a colon: what follows it is typed. */
function optionsAction(options: readonly string[]): string {
  const whole = options.filter((option) => !option.endsWith(':'));
  if (whole.length === options.length) return ` :(${whole.join(' ')})`;
  const begun = options.filter((option) => option.endsWith(':')).map((option) => option.replace(':', '\\:'));
  return ` :{compadd -- ${whole.join(' ')}; compadd -S "" -- ${begun.join(' ')}}`;
}

# Completes `deno task` in @ROOT@, in zsh.
_cities_weather() {
  local root=@ROOT@
  # deno task [--quiet] NAME …, in the project's folder: all else is for Deno's own completion.
  local -i at=3
  while (( at < CURRENT )) && [[ $words[at] == (-q|--quiet) ]]; do
    (( at++ ))
  done
  if (( CURRENT < 3 )) || [[ $words[2] != task || $words[at] == -* || ${PWD:A}/ != "$root"/* ]]; then
    $_cities_weather_before "$@"
    return
  fi

  # As the shell would take the words: without quotes, and the last up to the cursor. Nothing in them is evaluated.
  local -a given=("${(@Q)words[at,CURRENT-1]}" "${(Q)PREFIX}") candidates suffix
  local line value files
  compset -P 1 '--*='
  for line in "${(@f)$(@ANSWER@ "${(@)given}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) files=yes ;;
      :list) suffix=(-S '') ;;
      :*) ;;
      *)
        value=${line%%$'\t'*}
        # What is after the first : without a backslash is shown beside it.
        candidates+=("${value//:/\\:}:${line#*$'\t'}")
        ;;
    esac
  done
  local -i status_=1
  if (( $#candidates )); then
    _describe -V 'deno task' candidates "${(@)suffix}" && status_=0
  fi
  if [[ -n $files ]]; then
    _files && status_=0
  fi
  return status_
}

if (( ! $+functions[compdef] )); then
  autoload -Uz compinit && compinit
fi
# What completed deno until now goes on to do so for all else.
if [[ ${_comps[deno]:-_default} != _cities_weather ]]; then
  typeset -g _cities_weather_before=${_comps[deno]:-_default}
fi
compdef _cities_weather deno

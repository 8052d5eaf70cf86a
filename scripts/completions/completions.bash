# Completes `deno task` in @ROOT@, in bash 3.2 (macOS) or newer.
_cities_weather() {
  local root=@ROOT@ words=() word rest=${COMP_LINE:0:COMP_POINT} blanks i
  # Bash takes words apart at : and =, as in connect:deploy: here they are whole again, up to the cursor.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    blanks=${rest%%[![:space:]]*}
    rest=${rest#"$blanks"}
    [[ $rest == "$word"* ]] || word=$rest
    rest=${rest#"$word"}
    if [[ -z $blanks && i -gt 0 ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done

  # deno task [--quiet] NAME …, in the project's folder: all else is for Deno's own completion.
  local at=2
  while [[ ${words[at]} == -q || ${words[at]} == --quiet ]] && ((at < ${#words[@]} - 1)); do
    ((at++))
  done
  local here
  here=$(pwd -P)/
  if [[ ${words[1]} != task || ${words[at]} == -* || $here != "$root"/* ]] || ((at >= ${#words[@]})); then
    [[ -n $_cities_weather_before ]] && "$_cities_weather_before" "$@"
    return
  fi

  local typed=${words[${#words[@]} - 1]} plain=() answer line quoted stays= option= files= list=
  # As the shell would take the words: without quotes. Nothing in them is evaluated.
  for word in "${words[@]:at}"; do
    plain+=("${word//[\\\"\']/}")
  done
  answer=$(@ANSWER@ "${plain[@]}" 2>/dev/null)
  [[ $typed == --*=* ]] && option=${typed%%=*}=
  # What is before the last : or = stays, as bash completes what comes after it.
  [[ $typed == *[:=]* ]] && stays=${typed%"${typed##*[:=]}"}
  [[ -n $stays && $COMP_WORDBREAKS != *"${stays:${#stays}-1}"* ]] && stays=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      '') ;;
      :files) files=yes ;;
      :list) list=yes ;;
      :*) ;;
      *)
        word=$option${line%%$'\t'*}
        printf -v quoted %q "$word"
        # Within quotes that are open, a blank needs no more.
        [[ $typed == [\"\']* ]] && quoted=$word
        COMPREPLY+=("${quoted#"$stays"}")
        ;;
    esac
  done <<<"$answer"
  if [[ -n $files ]]; then
    word=${typed#"$option"}
    while IFS= read -r line; do
      [[ -n $line ]] && COMPREPLY+=("$line")
    done <<<"$(compgen -f -- "${word//[\\\"\']/}")"
  fi
  # Files are offered where some were asked for, and nowhere else. Bash 3.2 has no compopt.
  if type compopt &>/dev/null; then
    if [[ -n $files ]]; then compopt -o filenames; else compopt +o default +o bashdefault; fi
    if [[ -n $list ]]; then compopt -o nospace; else compopt +o nospace; fi
  fi
}

# What completed deno until now goes on to do so for all else. What bash would load at the first Tab only is loaded now.
if ! complete -p deno &>/dev/null; then
  for _cities_weather_load in _comp_load _completion_loader; do
    type "$_cities_weather_load" &>/dev/null && "$_cities_weather_load" deno &>/dev/null && break
  done
fi
_cities_weather_spec=$(complete -p deno 2>/dev/null)
if [[ $_cities_weather_spec =~ (.* -F )([^ ]+)(.*) ]]; then
  if [[ ${BASH_REMATCH[2]} != _cities_weather ]]; then
    _cities_weather_before=${BASH_REMATCH[2]}
    # Bash's own text, quoted so that it can be read again.
    eval "${BASH_REMATCH[1]}_cities_weather${BASH_REMATCH[3]}"
  fi
else
  _cities_weather_before=
  complete -o bashdefault -o default -F _cities_weather deno
fi
unset _cities_weather_load _cities_weather_spec

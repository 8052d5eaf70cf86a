# Completes `deno task` in @ROOT@, in fish.
function __cities_weather_words
    # The words after `deno task`, but for its --quiet.
    set --local words (commandline --tokenize --current-process --cut-at-cursor)
    for word in $words[3..-1]
        contains -- $word -q --quiet; or echo -- $word
    end
end

function __cities_weather_applies
    set --local words (commandline --tokenize --current-process --cut-at-cursor)
    test (count $words) -ge 2; and test $words[2] = task; or return 1
    string match --quiet -- @ROOT@'/*' (pwd -P)/; or return 1
    # Options of `deno task` itself are Deno's to complete.
    set --local given (__cities_weather_words) (commandline --current-token)
    not string match --quiet -- '-*' $given[1]
end

function __cities_weather
    set --local typed (commandline --current-token --cut-at-cursor)
    set --local option (string match --regex -- '^--[^=]*=' $typed; or echo)
    for line in (@ANSWER@ (__cities_weather_words) (string unescape -- $typed; or echo -- $typed) 2>/dev/null)
        switch $line
            case :files
                set --local path (string replace -- "$option" '' $typed)
                for file in (__fish_complete_path $path)
                    echo -- $option$file
                end
            case ':*'
            case '*'
                echo -- $option$line
        end
    end
end

complete --command deno --condition __cities_weather_applies --no-files --keep-order --arguments '(__cities_weather)'

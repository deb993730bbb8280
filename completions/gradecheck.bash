# Completion of gradecheck for bash: source this file, or install it as
# /usr/share/bash-completion/completions/gradecheck.

# Of `export`, with $current and $previous as they are there.
_gradecheck_export()
{
    local formats="gradescope classroom50 junit github github-classroom gitlab autolab tap check50
        markdown csv help"
    case $previous in
    --format) COMPREPLY=($(compgen -W "$formats" -- "$current")) ;;
    --hidden) COMPREPLY=($(compgen -W "score none names" -- "$current")) ;;
    *)
        if [[ $current == -* ]]; then
            COMPREPLY=($(compgen -W "--format --output --hidden --prefix --help" -- "$current"))
        else
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        fi
        ;;
    esac
}

_gradecheck()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local tasks="sigmoid gates neuron graph chain unroll forward cost backprop gradient
        numgrad reldiff init descent predict digits"
    local options="--task --json --fixtures --pass --jobs --cc --color --ascii --staff --seed
        --sanitize --require --without --no-sandbox --verbose --quiet --since --help"
    [[ ${COMP_WORDS[1]} == watch ]] && options="$options --bell --notify"
    COMPREPLY=()

    # "--task=x" arrives as three words.
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $previous == "=" ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi

    if (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -W "grade watch explain doctor report export --help --version" -- "$current"))
        return
    fi
    if [[ ${COMP_WORDS[1]} == export ]]; then
        _gradecheck_export
        return
    fi
    if [[ ${COMP_WORDS[1]} == explain && $current != -* && $previous != --* ]]; then
        COMPREPLY=($(compgen -W "$tasks" -- "$current"))
        return
    fi
    if [[ ${COMP_WORDS[1]} == report && $current == -* ]]; then
        COMPREPLY=($(compgen -W "--output --viewer --help" -- "$current"))
        return
    elif [[ ${COMP_WORDS[1]} == report ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    case $previous in
    --require | --without)
        COMPREPLY=($(compgen -W "rlimits uid landlock seccomp namespaces cgroup none" -- "$current"))
        ;;
    --task) # of a list, the last word is completed
        local before=""
        [[ $current == *,* ]] && before=${current%,*},
        COMPREPLY=($(compgen -P "$before" -W "$tasks" -- "${current##*,}"))
        ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$current")) ;;
    --cc) COMPREPLY=($(compgen -W "gcc clang cc" -- "$current")) ;;
    --jobs | --pass | --seed) ;;
    --json | --since)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        ;;
    *)
        if [[ $current == -* ]]; then
            COMPREPLY=($(compgen -W "$options" -- "$current"))
        else
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$current")
        fi
        ;;
    esac
}
complete -F _gradecheck gradecheck

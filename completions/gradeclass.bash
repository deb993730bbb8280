# Completion of gradeclass for bash: source this file, or install it as
# /usr/share/bash-completion/completions/gradeclass.

_gradeclass()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local grading="--db --roster --times --fixtures --key --sets --cc --only --regrade --dry-run
        --quiet --help"
    local options="--help"
    COMPREPLY=()
    if (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -W "grade export report similar submit collect --help --version" -- "$current"))
        return
    fi
    case ${COMP_WORDS[1]} in
    grade) options="$grading --jobs --pass" ;;
    submit) options="$grading --jobs --slurm --shared --chunk --sbatch" ;;
    collect) options="--db --wait --quiet --help" ;;
    export) options="--format --output --policy --into --column --anonymous --help" ;;
    report) options="--output --policy --anonymous --quiet --help" ;;
    similar) options="--also --template --threshold --time-limit --quiet --help" ;;
    esac
    case $previous in
    --format) COMPREPLY=($(compgen -W "csv canvas moodle jsonl pages help" -- "$current")) ;;
    --cc) COMPREPLY=($(compgen -W "gcc clang cc" -- "$current")) ;;
    --fixtures | --sets | --shared | --also)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        ;;
    --only | --jobs | --pass | --chunk | --sbatch | --column | --threshold | --time-limit) ;;
    *)
        if [[ $current == -* ]]; then
            COMPREPLY=($(compgen -W "$options" -- "$current"))
        else
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        fi
        ;;
    esac
}
complete -F _gradeclass gradeclass

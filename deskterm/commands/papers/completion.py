"""`deskterm completion`: the lines that teach a shell to complete our commands.

They ask `deskterm.commands.papers.tab` for words, one a line, each with a tab and what it is; a line that
begins with its sign FILES leaves the rest to the shell's own completion of paths.
"""

from __future__ import annotations

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command
from deskterm.commands.frame.kinds import Choice
from deskterm.commands.frame.line import Line

BASH = r"""
_deskterm() {
    local line
    COMPREPLY=()
    while IFS=$'\t' read -r line _; do
        if [[ $line == $'\x1f'* ]]; then
            compopt -o default 2>/dev/null
            COMPREPLY=()
            return
        fi
        COMPREPLY+=("$line")
    done < <(_DESKTERM_COMPLETE=bash "$1" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
}
complete -o nosort -F _deskterm deskterm
"""

ZSH = r"""
#compdef deskterm
_deskterm() {
    local line name
    local -a names shown
    while IFS= read -r line; do
        if [[ $line == $'\x1f'* ]]; then
            _files
            return
        fi
        name=${line%%$'\t'*}
        names+=("$name")
        [[ -n ${line#*$'\t'} ]] && shown+=("$name  -- ${line#*$'\t'}") || shown+=("$name")
    done < <(_DESKTERM_COMPLETE=zsh "${(Q)words[1]}" "${(@Q)words[2,$CURRENT]}" 2>/dev/null)
    (( $#names )) || return 1
    local -a open
    [[ $names[1] == *= ]] && open=(-S '')
    compadd $open -M 'm:{[:lower:]}={[:upper:]}' -V deskterm -l -d shown -a names
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _deskterm "$@"
else
    compdef _deskterm deskterm
fi
"""

FISH = r"""
function _deskterm
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    for line in (env _DESKTERM_COMPLETE=fish $program $words (commandline -ct) 2>/dev/null)
        if string match -q -- \x1f"*" $line
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c deskterm -f -k -a "(_deskterm)"
"""

LINES = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@command("completion", json=False)
@argument("shell", type=Choice(list(LINES)))
def completion(_line: Line, *, shell: str) -> None:
    """Print the lines for a shell's own file."""
    output.write(LINES[shell].strip("\n"))

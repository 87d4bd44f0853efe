"""Scripts that make shells complete flags and their values, from the commands' own parsers.

    eval "$(mdx-extract --completion bash)"

A script contains all the words it offers, so completing starts no process; a source added to the
catalogue is offered in shells started afterwards.

Values come from an argument's choices, from its type if that is a file or a folder, and from the
tool's `suggestions()`, which maps an argument's `dest` to words, as in {"dialect": ["ce", "gl"]}.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

from mdx.shell.files import InputFile, InputFolder, OutputFile, OutputFolder, OwnFolder

# The words become part of a script that a shell runs, and a user's catalogue may contain anything.
SAFE = re.compile(r"[\w.:/@+=-]+", re.ASCII)
FILES = (InputFile, OutputFile)
FOLDERS = (InputFolder, OutputFolder, OwnFolder)
FREE, FILE, FOLDER, WORDS, LIST, WORDS_OR_FILE = "free", "file", "folder", "words", "list", "either"


class Argument(NamedTuple):
    """A flag, or the operands if there are no names; `kind` is "" for a flag without a value."""

    names: tuple[str, ...]
    help: str
    kind: str = ""
    words: tuple[str, ...] = ()
    is_optional: bool = False  # the value, which is then given as --flag=value


class Command(NamedTuple):
    name: str
    arguments: list[Argument]


def command(tool: ModuleType, parser: argparse.ArgumentParser) -> Command:
    """All that can be completed for a tool."""
    suggestions = tool.suggestions() if hasattr(tool, "suggestions") else {}
    every = [_argument(action, suggestions.get(action.dest, ())) for action in parser._actions]
    attached: dict[str, list[str]] = {}  # the values of flags declared as --flag=value
    for argument in every:
        for name in argument.names:
            flag, equals, value = name.partition("=")
            if equals:
                attached.setdefault(flag, []).append(value)
    flags = [one for one in every if not any("=" in name for name in one.names)]
    for place, one in enumerate(flags):
        if values := [value for name in one.names for value in attached.get(name, ())]:
            flags[place] = one._replace(kind=WORDS, words=tuple(values), is_optional=True)
    return Command(parser.prog, flags)


def _argument(action: argparse.Action, suggested: Iterable[str]) -> Argument:
    words = tuple(filter(SAFE.fullmatch, map(str, action.choices or suggested)))
    metavar = str(action.metavar or "")
    if action.nargs == 0:
        kind = ""
    elif words and (metavar.endswith(",...") or metavar in ("LIST", "KEYS")):
        kind = LIST
    elif words:
        kind = WORDS if action.option_strings else WORDS_OR_FILE
    elif action.type in FILES or metavar.endswith("FILE"):
        kind = FILE
    elif action.type in FOLDERS:
        kind = FOLDER
    else:
        kind = FREE
    text = action.help if action.help and action.help != argparse.SUPPRESS else ""
    text = text.replace("%(default)s", str(action.default)).replace("%(prog)s", "mdx")
    return Argument(tuple(action.option_strings), text, kind, words)


def script(commands: list[Command], shell: str) -> str:
    """The script that makes this shell complete these commands."""
    writers = {"bash": _bash, "fish": _fish, "zsh": _zsh}
    return "\n".join(writers[shell](commands)) + "\n"


BASH = r"""
_mdx() {
  local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} command=${1##*/} kind= words= flag lead= word
  local value=${line##*[[:blank:]]} seen
  local before=${line%"$value"}
  read -ra seen <<< "$before"
  COMPREPLY=()
  if [[ $before == *' -- '* ]]; then
    _mdx_takes "$command"
  elif [[ $value == --*=* ]]; then
    flag=${value%%=*} value=${value#*=}
    _mdx_takes "$command" "$flag="
    [[ $COMP_WORDBREAKS == *=* ]] || lead=$flag=
  elif ! _mdx_takes "$command" "${seen[${#seen[@]}-1]}"; then
    if [[ $value == -* ]]; then _mdx_flags "$command"; else _mdx_takes "$command"; fi
  fi
  case $kind in
    file) return ;;  # readline does it
    folder) compopt +o default -o dirnames 2> /dev/null; return ;;
    list) [[ $value == *,* ]] && lead=$lead${value%,*}, value=${value##*,} ;;
    either) compopt -o filenames 2> /dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$value") ;;
    *) compopt +o default 2> /dev/null ;;
  esac
  local passed=$value  # what readline takes for earlier words
  while [[ $passed && $COMP_WORDBREAKS != *"${passed: -1}"* ]]; do passed=${passed%?}; done
  for word in $words; do
    [[ $word == "$value"* ]] && COMPREPLY+=("$lead${word#"$passed"}")
  done
}
"""


def _bash(commands: list[Command]) -> Iterator[str]:
    yield '_mdx_takes() {\n  case "$1 ${2-}" in'
    for name, arguments in commands:
        for argument in filter(lambda argument: argument.kind, arguments):
            flags = [f"{flag}=" for flag in argument.names] or [""]
            flags += [] if argument.is_optional else argument.names
            pattern = "|".join(f"'{name} {flag}'" for flag in flags)
            yield f"    {pattern}) kind={argument.kind} words='{' '.join(argument.words)}' ;;"
    yield "    *) return 1 ;;\n  esac\n}\n_mdx_flags() {\n  case $1 in"
    for name, arguments in commands:
        flags = [flag for argument in arguments for flag in argument.names]
        yield f"    {name}) kind=words words='{' '.join(flags)}' ;;"
    yield f"  esac\n}}{BASH}complete -o default -F _mdx {' '.join(name for name, _ in commands)}"


def _zsh(commands: list[Command]) -> Iterator[str]:
    names = " ".join(name for name, _ in commands)
    yield f"#compdef {names}\n_mdx() {{\n  case $service in"
    for name, arguments in commands:
        yield f"    {name}) _arguments -S \\"
        for argument in arguments:
            value = _zsh_value(argument)
            if not argument.names:
                yield f"      {_quoted('*' + value)} \\"
            for flag in argument.names:
                others = "" if value else f"({' '.join(argument.names)})"
                equals = ("*", "=-" if argument.is_optional else "=") if value else ("", "")
                equals = ("", "") if not flag.startswith("--") else equals
                words = re.sub(r"([\[\]:\\])", r"\\\1", argument.help)
                yield f"      {_quoted(f'{equals[0]}{others}{flag}{equals[1]}[{words}]{value}')} \\"
        yield "      ;;"
    yield "  esac\n}"
    yield 'if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then\n  _mdx "$@"\nelse'
    yield "  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"
    yield f"  compdef _mdx {names}\nfi"


def _zsh_value(argument: Argument) -> str:
    """The part of an _arguments specification that describes the value."""
    words = " ".join(argument.words).replace(":", r"\:")
    colons = "::" if argument.is_optional else ":"
    message = f"{colons}{argument.names[0].lstrip('-') if argument.names else 'operand'}:"
    return {
        "": "",
        FREE: message + " ",
        FILE: message + "_files",
        FOLDER: message + "_files -/",
        WORDS: f"{message}({words})",
        LIST: f"{message}_sequence compadd - {words}",
        WORDS_OR_FILE: f"{message}{{compadd - {words}; _files}}",
    }[argument.kind]


FISH = r"""function __mdx_list
  set -l value (string replace -r '^--[^=]*=' '' -- (commandline -ct))
  set -l begun (string replace -r '[^,]*$' '' -- $value)
  printf '%s\n' $begun$argv
end"""


def _fish(commands: list[Command]) -> Iterator[str]:
    yield FISH
    for name, arguments in commands:
        for argument in arguments:
            words = " ".join(argument.words)
            value = {
                "": "",
                FREE: " -x",
                FILE: " -r -F",
                FOLDER: " -x -a '(__fish_complete_directories (commandline -ct))'",
                WORDS: f"{' -f' if argument.is_optional else ' -x'} -a '{words}'",
                LIST: f" -x -a '(__mdx_list {words})'",
                WORDS_OR_FILE: f" -a '{words}'",
            }[argument.kind]
            flags = [
                f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}"
                for flag in argument.names
            ]
            if flags or argument.words:
                text = argument.help.replace("\\", r"\\").replace("'", r"\'")
                yield f"complete -c {name}{''.join(flags)}{value} -d '{text}'"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", r"'\''") + "'"

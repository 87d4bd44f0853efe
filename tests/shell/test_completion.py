"""Real shells complete flags, values and files by what `--completion` prints."""

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import time
from importlib import import_module
from types import SimpleNamespace

import pytest
from places import BIN

from mdx.shell import completion
from mdx.shell.command import SHELLS, command_name, parser, tools

pytestmark = pytest.mark.slow  # each test starts shells

PATIENCE_S = 60
EXTRACT = shlex.quote(str(BIN / "mdx-extract"))
# What is typed before Tab, and the arguments that the command then has.
TYPED = {
    "a flag": ("mdx-filter --dial", ["--dialect"]),
    "a name of a source": ("mdx-extract szymon_o", ["szymon_ozog"]),
    "a file that is a source": ("mdx-extract ./my\\ sce", ["./my scenes.jsonl"]),
    "a dialect": ("mdx-filter --dialect cai", ["--dialect", "cairo"]),
    "a name after a comma": ("mdx-filter --dialect ce,cai", ["--dialect", "ce,cairo"]),
    "a licence after =": ("mdx-filter --license=Unl", ["--license=Unlicense"]),
    "a licence after = and a comma": (
        "mdx-filter --license=MIT,Unl", ["--license=MIT,Unlicense"],
    ),
    "a model": ("mdx-describe --llm claude:claude-op", ["--llm", "claude:claude-opus-5-5"]),
    "a style": ("mdx-describe --style capt", ["--style", "caption"]),
    "a release, which holds =": ("mdx-port --to manim==0.17", ["--to", "manim==0.17.3"]),
    "an operand": ("mdx-filter my\\ sce", ["my scenes.jsonl"]),
    "a file that a flag reads": ("mdx-dedupe --against my\\ sce", ["--against", "my scenes.jsonl"]),
    "a folder": ("mdx-split --out-dir fol", ["--out-dir", "folder/"]),
    "no file where a number is due": ("mdx-split --test my", ["--test", "my"]),
    "the level of a flag that needs none": (
        "mdx-split --check-leaks=rena", ["--check-leaks=renamed"],
    ),
    "no flag after --": ("mdx-filter -- --dial", ["--", "--dial"]),
    "a key after a comma": ("mdx-dedupe --prefer described,lon", ["--prefer", "described,longest"]),
    "a choice after a flag": ("mdx-dedupe -q --by des", ["-q", "--by", "description"]),
}  # fmt: skip
TYPED_IN = {
    "bash": (["bash", "--norc", "-i"], "set +o history; bind 'set bell-style none'"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "unsetopt beep auto_remove_slash zle_bracketed_paste; export ZDOTDIR=$PWD",
    ),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "my scenes.jsonl").touch()
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize("shell", TYPED_IN)
def test_a_shell_completes(shell, folder, env):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    commands = " ".join(path.name for path in BIN.glob("mdx-*"))
    argv, setup = TYPED_IN[shell]
    (folder / "setup").write_text(
        f"{setup}\n"
        f'eval "$({EXTRACT} --completion {shell})"\n'
        f'for name in {commands}; do eval "$name() {{ printf \'<%s>\' \\"\\$@\\" END; }}"; done\n'
    )
    env |= {"TERM": "dumb", "PS1": "$ ", "INPUTRC": "/dev/null"}
    with Terminal(argv, folder, env) as terminal:
        terminal.type(". ./setup; printf 'READ''Y\\n'\n", "READY")
        shown = {
            name: terminal.type(f"{line}\t\n", "<END>").rpartition("\n")[2]
            for name, (line, _) in TYPED.items()
        }
    assert shown == {
        name: "".join(f"<{argument}>" for argument in (*arguments, "END"))
        for name, (_, arguments) in TYPED.items()
    }


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, argv, folder, env):
        self.pid, self.handle = pty.fork()
        if not self.pid:
            os.chdir(folder)
            os.execvpe(argv[0], argv, env)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.close(self.handle)
        os.waitpid(self.pid, 0)

    def type(self, keys, expected):
        """What the terminal shows after these keys, up to the expected pattern."""
        os.write(self.handle, keys.encode())
        shown = ""
        end = time.monotonic() + PATIENCE_S
        while expected not in shown:
            ready, _, _ = select.select([self.handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"{expected} never came after {keys!r}: {shown!r}"
            shown += os.read(self.handle, 4096).decode(errors="replace").replace("\r", "")
        return shown[: shown.index(expected) + len(expected)]


def fish_completes(line, folder, env):
    env |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "folder")}
    program = f"{EXTRACT} --completion fish | source; complete -C $argv[1]"
    done = subprocess.run(
        ["fish", "--no-config", "-c", program, line],
        cwd=folder, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [offer.partition("\t")[0] for offer in done.stdout.splitlines()]


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
@pytest.mark.parametrize("name", TYPED)
def test_fish_completes(name, folder, env):
    line, arguments = TYPED[name]
    offers = fish_completes(line, folder, env)
    assert offers == ([] if line.endswith(arguments[-1]) else [arguments[-1]])  # fish quotes


def test_a_script_knows_every_command_and_flag():
    commands = [completion.command(tool, parser(tool)) for tool in tools()]
    assert {command.name for command in commands} == {path.name for path in BIN.glob("mdx-*")}
    for tool, command in zip(tools(), commands):
        flags = {flag for action in parser(tool)._actions for flag in action.option_strings}
        names = {name for argument in command.arguments for name in argument.names}
        assert names == {flag for flag in flags if "=" not in flag}
        for shell in SHELLS:
            text = completion.script([command], shell)
            assert [name for name in names if name.lstrip("-") not in text] == []


@pytest.mark.parametrize("tool", tools(), ids=command_name)
def test_a_tool_suggests_words_only_for_its_own_arguments(tool):
    suggestions = getattr(tool, "suggestions", dict)()
    assert set(suggestions) <= {action.dest for action in parser(tool)._actions}
    assert all(list(words) for words in suggestions.values())


def test_a_word_that_a_shell_would_run_is_not_offered():
    hostile = ["$(touch x)", "`touch x`", "a'b", 'a"b', "a b", "a;b", "a\\b", "a\nb", ""]
    tool = SimpleNamespace(suggestions=lambda: {"source": ["good-name", *hostile]})
    command = completion.command(tool, parser(import_module("mdx.filter")))
    words = [argument.words for argument in command.arguments if "--source" in argument.names]
    assert words == [("good-name",)]


def test_the_users_own_sources_are_offered(env, tmp_path, mdx):
    (tmp_path / "mdx").mkdir()
    (tmp_path / "mdx/sources.toml").write_text(
        "[[source]]\nname = 'my_own'\nkind = 'git'\nurl = 'https://example.org/my_own'\n"
    )
    env["XDG_CONFIG_HOME"] = str(tmp_path)
    for shell in SHELLS:
        assert re.search(rb"\bmy_own\b", mdx("extract", "--completion", shell).stdout)


def test_if_the_users_catalogue_is_broken_the_shipped_names_are_offered(env, tmp_path, mdx):
    (tmp_path / "mdx").mkdir()
    (tmp_path / "mdx/sources.toml").write_text("[[")
    env["XDG_CONFIG_HOME"] = str(tmp_path)
    done = mdx("extract", "--completion", "bash")
    assert done.returncode == 0
    assert b" szymon_ozog " in done.stdout


def test_an_unknown_shell_is_a_usage_error(mdx):
    done = mdx("filter", "--completion", "tcsh")
    assert done.returncode == 2
    assert b"tcsh" in done.stderr


def test_printing_a_script_runs_no_tool_and_imports_no_library():
    code = (
        "import sys; from mdx.shell import command, completion; "
        "[completion.command(tool, command.parser(tool)) for tool in command.tools()]; "
        "print(*{'aiohttp', 'anthropic', 'msgspec', 'numpy', 'platformdirs'} & set(sys.modules))"
    )
    done = subprocess.run(["python3", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_every_tool_is_a_module_at_the_top():
    assert [tool.__name__ for tool in tools()] == sorted(
        f"mdx.{path.name.removeprefix('mdx-')}" for path in BIN.glob("mdx-*")
    )
    assert import_module("mdx.filter") in tools()

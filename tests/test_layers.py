"""Imports point one way: bin -> tool -> shell, and tool -> rooms of knowledge -> records, work."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from places import BIN, ROOT

PACKAGE = ROOT / "mdx"
TOOLS = {f"mdx.{path.name.removeprefix('mdx-')}" for path in BIN.glob("mdx-*")}
# The floors of the house: a room imports only rooms below it; only tools and spark import shell.
FLOORS = [
    {"records", "work", "manim"},
    {"scenes", "outline", "wording", "shell"},
    {"porting"},
    {"same", "quality", "llm"},
    {"sources", "training"},
    {"tools"},
    {"spark"},
]
# Modules that take longer to import than a filter takes for a small file, or may not be installed.
HEAVY = {
    "aiohttp", "anthropic", "ast", "asyncio", "concurrent.futures", "datasets", "email", "gzip",
    "huggingface_hub", "importlib.metadata", "inspect", "json", "kagglehub", "logging", "manim",
    "msgspec", "multiprocessing", "numpy", "pandas", "pathlib", "platformdirs", "polars", "pyarrow",
    "random", "rensa", "shutil", "socket", "subprocess", "tempfile", "tokenize", "tqdm",
    "urllib.request", "zstandard",
}  # fmt: skip


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(tree: ast.Module) -> set[str]:
    """The modules of mdx that this one imports anywhere, except only for type checkers."""
    found: set[str] = set()
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            todo.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = members & MODULES.keys()
            found |= modules if len(modules) == len(members) else modules | {node.module}
        todo.extend(ast.iter_child_nodes(node))
    return {name for name in found if name in MODULES}


IMPORTS = {name: imports(ast.parse(path.read_bytes())) for name, path in MODULES.items()}


def room(name: str) -> str:
    """The folder that a module is in; "tools" for those beside the folders."""
    folder = name.split(".")[1] if "." in name else ""
    return folder if (PACKAGE / folder).is_dir() and folder else "tools" if folder else ""


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


ROOMS = {(room(name), room(other)) for name in MODULES for other in IMPORTS[name] if other != "mdx"}


def test_beside_the_rooms_there_are_the_tools_alone():
    assert {name for name in MODULES if room(name) == "tools"} == {*TOOLS, "mdx.__main__"}


@pytest.mark.parametrize("one", sorted({one for one, _ in ROOMS if one}))
def test_a_room_knows_only_rooms_below_it(one):
    others = {other for start, other in ROOMS if start == one} - {one}
    assert [other for other in others if floor(other) >= floor(one)] == []


def test_the_shell_is_known_to_tools_and_what_runs_them_alone():
    assert {one for one, other in ROOMS if other == "shell"} <= {"tools", "spark", "shell"}


@pytest.mark.parametrize("name", sorted(TOOLS & MODULES.keys()))
def test_a_tool_imports_no_tool(name):
    assert IMPORTS[name] & TOOLS == set()


def test_no_modules_import_each_other_in_a_circle():
    left = {name: set(others) - {name} for name, others in IMPORTS.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_relative_import_hides_the_direction(name):
    tree = ast.parse(MODULES[name].read_bytes())
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level]


@pytest.mark.parametrize("name", sorted(TOOLS & MODULES.keys()))
def test_importing_a_tool_imports_nothing_heavy(name):
    code = (
        "import orjson, argparse; unavoidable = set(sys.modules); "
        f"import {name}; print(*sorted(set(sys.modules) - unavoidable))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) & HEAVY == set()


@pytest.mark.parametrize("path", sorted(BIN.glob("mdx-*")), ids=lambda path: path.name)
def test_a_command_only_imports_what_runs_it_and_exits_with_that(path):
    assert path.stat().st_mode & 0o111 == 0o111
    tool = path.name.removeprefix("mdx-")
    expected = f"from mdx.shell.start import {tool}\n\nsys.exit({tool}())\n"
    assert path.read_text().endswith(expected)

"""One door for every file and folder that a flag names.

Each such flag has one of these as its argparse type:

    InputFile       is read: it must exist
    InputFolder     holds files that are read: it must exist
    OutputFile      is written: never an input, standard output, or another output
    OutputFolder    holds files that are written: `folder.file(name)` is the path of one
    OwnFolder       the same, and no other flag may write there

`check_files` checks all of them before any work begins. A test makes sure that every flag of every
command has one of these types.
"""

import argparse
import os
import stat
from collections.abc import Iterator, Sequence
from typing import Any

from mdx.work.errors import CannotRun
from mdx.work.nearest import did_you_mean

STDIN, STDOUT, STDERR = 0, 1, 2

Handle = str | int  # a path, or the number of a standard stream


class InputFile(str):
    """The path of a file that a flag reads."""


class InputFolder(str):
    """The path of a folder that a flag reads from."""


class OutputFile(str):
    """The path of a file that a flag writes."""


class OutputFolder(str):
    """The path of a folder for files that a flag writes."""

    taken: "Taken" = ()

    def file(self, name: str) -> str:
        """The path of a file in the folder, which is created if necessary. Raises CannotRun if the
        file is an input or another output."""
        path = os.path.join(self, name)
        _refuse_taken(path, path, self.taken)
        os.makedirs(self, exist_ok=True)
        return path


class OwnFolder(OutputFolder):
    """A folder for nothing but what the command itself writes there."""


def check_files(args: argparse.Namespace, operands: list[str]) -> None:
    """Raises CannotRun for the first file that a flag or operand names and that cannot be used.

    `operands` are the files that the command reads; "-" is standard input.
    """
    named = list(_files_of_flags(args))
    inputs: list[tuple[str, Handle]] = [("an input", _handle(path)) for path in operands]
    for handle in (_handle(path) for path in operands):
        # A socket or a terminal may well be both.
        if os.path.isfile(handle) and _is_same_file(handle, STDOUT):
            name = "stdin" if handle == STDIN else handle
            raise CannotRun(f"{name} is also the output")
    for _, path in named:
        if isinstance(path, InputFile):
            check_input(path)
            inputs.append(("an input", path))
        if isinstance(path, InputFolder) and not os.path.isdir(path):
            raise CannotRun(f"{path}: is not a directory")
    taken = [*inputs, ("an output", STDOUT)]
    if os.path.isfile(STDERR):  # a pipe or terminal may be named, to mix the output with messages
        taken.append(("an output", STDERR))
    outputs = [(flag, path) for flag, path in named if isinstance(path, OutputFile | OutputFolder)]
    for flag, path in outputs:
        if isinstance(path, OutputFile):
            _check_output(flag, path)
            _refuse_taken(f"{flag} {path}", path, taken)
            taken.append((f"what {flag} writes", path))
    for flag, path in outputs:
        if isinstance(path, OutputFolder):
            _check_folder(flag, path)
            path.taken = taken
        if isinstance(path, OwnFolder):
            _refuse_within(flag, path, outputs)


def check_input(path: str, expected: str = "a file") -> None:
    """Raises CannotRun unless this file can be read; "-" is standard input."""
    if path == "-":
        return
    if os.path.isdir(path):
        raise CannotRun(f"{path}: is a directory, expected {expected}")
    if not os.access(path, os.R_OK):
        reason = "permission denied" if os.path.exists(path) else _absent(path)
        raise CannotRun(f"{path or repr(path)}: {reason}")


def _absent(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        names = []
    return "no such file" + did_you_mean(name, names[:1000])


def _files_of_flags(args: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """The flag and path of each file that a flag names, also in lists and pairs."""
    for name, value in vars(args).items():
        flag = f"--{name.replace('_', '-')}"
        values = value if isinstance(value, list) else [value]
        for one in values:
            for part in one if isinstance(one, tuple) else (one,):
                if isinstance(part, InputFile | InputFolder | OutputFile | OutputFolder):
                    yield flag, part


def _check_output(flag: str, path: str) -> None:
    if path == "-":
        raise CannotRun(f"{flag} takes a file: standard output is for records")
    if not path:
        raise CannotRun(f"{flag} takes a file, and was given no name")
    status = _status(path)
    if path.endswith(os.sep) or (status and stat.S_ISDIR(status.st_mode)):
        raise CannotRun(f"{flag} {path}: is a directory")
    places = [path] if status else []
    if not (status and _is_no_regular_file(status)):  # a new file will replace it
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            named = os.path.dirname(path) or folder
            raise CannotRun(f"{flag} {path}: there is no folder {named}; create it first")
        places.append(folder)
    _check_writable(flag, path, places)


def _check_folder(flag: str, path: str) -> None:
    if path == "-":
        raise CannotRun(f"{flag} takes a folder: standard output is for records")
    if not path:
        raise CannotRun(f"{flag} takes a folder, and was given no name")
    there = path
    while not _status(there):
        there = os.path.dirname(os.path.abspath(there))
    if not os.path.isdir(there):
        raise CannotRun(f"{flag} {path}: {there} is not a directory")
    _check_writable(flag, path, [there])


def _refuse_within(flag: str, folder: str, outputs: Sequence[tuple[str, str]]) -> None:
    for other, path in outputs:
        if path != folder and os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep):
            raise CannotRun(f"{other} {path} is in the folder of {flag}, which takes no other file")


def _check_writable(flag: str, path: str, places: list[str]) -> None:
    try:
        os.stat(path)
    except FileNotFoundError:
        pass
    except OSError as error:  # the name is too long, or links form a circle
        raise CannotRun(f"{flag} {path}: {(error.strerror or str(error)).lower()}") from None
    for place in places:
        if not os.access(place, os.W_OK):
            where = "" if place == path else f" in {place}"
            raise CannotRun(f"{flag} {path}: permission denied{where}")


Taken = Sequence[tuple[str, Handle]]  # what each file is used for already, and the file


def _refuse_taken(named: str, path: str, taken: Taken) -> None:
    for what, other in taken:
        if _is_same_file(path, other):
            harm = ", and would destroy it" if what == "an input" else ""
            raise CannotRun(f"{named} is also {what}{harm}")


def _handle(path: str) -> Handle:
    return STDIN if path == "-" else path


def _is_same_file(one: Handle, other: Handle) -> bool:
    """Whether two paths or numbers of standard streams are the same file or pipe; paths that do not
    exist yet are the same if they resolve to the same place.

    Devices never count as the same: anything may go to the null device or a terminal.
    """
    status, others = _status(one), _status(other)
    if status and others:
        return os.path.samestat(status, others) and not stat.S_ISCHR(status.st_mode)
    if status or others or isinstance(one, int) or isinstance(other, int):
        return False
    return os.path.realpath(one) == os.path.realpath(other)


def _status(handle: Handle) -> os.stat_result | None:
    try:
        return os.stat(handle)
    except OSError:
        return None


def _is_no_regular_file(status: os.stat_result) -> bool:
    return not stat.S_ISREG(status.st_mode)

"""What flags are given: numbers within bounds, and the one door for every file that is named.

A flag that names a file or a folder has one of these as its argparse type:

    InputFile       is read: it must be there
    InputFolder     holds files that are read: it must be there
    OutputFile      is written: never an input, standard output, or another output
    OutputFolder    holds files that are written: each is had by `folder.file(name)`
    OwnFolder       the same, and no other flag may write there

`check_files` looks at all of them before any work begins. A test holds every flag of every command
to these types.
"""

import argparse
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mdx.work.errors import CannotRun
from mdx.work.nearest import did_you_mean, none_of, shortened

STDIN, STDOUT, STDERR = 0, 1, 2
INFINITE = float("inf")
AGES_S = {"h": 3600, "d": 86400, "w": 7 * 86400}  # units of an age

Handle = str | int  # a path, or the number of a standard stream


def whole(least: int | None = None) -> Callable[[str], int]:
    """Reads a whole number, from `least` on if that is given."""
    bound = "" if least is None else f" from {least} on"

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:  # also thousands of digits, which Python does not read
            raise argparse.ArgumentTypeError(f"{_short(text)} is no whole number{bound}") from None
        if least is not None and value < least:
            raise argparse.ArgumentTypeError(f"{_short(text)} is less than {least}")
        return value

    return read


def number(what: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """Reads a number that fits, also as a percentage; `what` names it where another is given."""

    def read(text: str) -> float:
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = float("nan")
        if not fits(value):
            hint = f"; did you mean {text}%?" if value >= 2 and fits(value / 100) else ""
            raise argparse.ArgumentTypeError(f"{_short(text)} is no {what}{hint}")
        return value

    return read


def _short(text: str) -> str:
    """The text in quotes, as much of it as a message of one line can hold."""
    return repr(shortened(text))


integer = whole()
count = whole(0)
positive = whole(1)
ratio = number("share between 0 and 1", lambda value: 0 <= value <= 1)
seconds = number("length of time in seconds", lambda value: 0 < value < INFINITE)
price = number("price", lambda value: 0 <= value < INFINITE)


def names(*among: str) -> Callable[[str], list[str]]:
    """Reads names that are separated by commas, each one of these where there are any."""

    def read(text: str) -> list[str]:
        given = list(filter(None, map(str.strip, text.split(","))))
        if not given:
            raise argparse.ArgumentTypeError(f"{_short(text)} holds no name")
        for name in given:
            if among and name not in among:
                raise argparse.ArgumentTypeError(none_of(name, among))
        return given

    return read


def request_field(text: str) -> tuple[str, Any]:
    """Reads KEY=JSON for a request to a model; what is no JSON is text."""
    import orjson

    name, equals, value = text.partition("=")
    # Half a character is a byte on the command line that was no UTF-8.
    is_utf8 = not any("\ud800" <= char <= "\udfff" for char in text)
    if not name or not equals or name in ("model", "messages", "stream") or not is_utf8:
        raise argparse.ArgumentTypeError(f"{text!r} is no KEY=JSON that may be set")
    try:
        return name, orjson.loads(value)
    except orjson.JSONDecodeError:
        return name, value


def age(text: str) -> float:
    """Reads a length of time such as 90d, 12h or 4w; returns seconds."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and unit in AGES_S):
        raise argparse.ArgumentTypeError(f"{text!r} is no age such as 90d, 12h or 4w")
    return float(number) * AGES_S[unit]


def condition(text: str) -> tuple[str, str]:
    """Reads NAME=GLOB."""
    name, equals, glob = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no condition such as model=claude:*")
    return name, glob


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
        """The path of a file in the folder, which is made if need be; refused like an OutputFile
        where that file is an input or another output."""
        path = os.path.join(self, name)
        _refuse_taken(path, path, self.taken)
        os.makedirs(self, exist_ok=True)
        return path


class OwnFolder(OutputFolder):
    """A folder that holds nothing but what the command writes there itself."""


def check_files(args: argparse.Namespace, operands: list[str]) -> None:
    """Raises CannotRun for the first file among flags and operands that cannot serve.

    `operands` are the files that the command reads besides; "-" is standard input.
    """
    named = list(_files_of_flags(args))
    inputs: list[tuple[str, Handle]] = [("an input", _handle(path)) for path in operands]
    for handle in (_handle(path) for path in operands):
        # One socket or terminal may well be both.
        if os.path.isfile(handle) and _is_same_file(handle, STDOUT):
            name = "stdin" if handle == STDIN else handle
            raise CannotRun(f"{name} is also the output")
    for _, path in named:
        if isinstance(path, InputFile):
            check_input(path)
            inputs.append(("an input", path))
        if isinstance(path, InputFolder) and not os.path.isdir(path):
            raise CannotRun(f"{path}: is no directory")
    taken = [*inputs, ("an output", STDOUT)]
    if os.path.isfile(STDERR):  # a pipe or a terminal may be named to read it there
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
    """Raises CannotRun unless this is a file that can be read; "-" is standard input."""
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
    """Flag and path of each file that is named, also those in lists and pairs."""
    for name, value in vars(args).items():
        flag = f"--{name.replace('_', '-')}"
        values = value if isinstance(value, list) else [value]
        for one in values:
            for part in one if isinstance(one, tuple) else (one,):
                if isinstance(part, InputFile | InputFolder | OutputFile | OutputFolder):
                    yield flag, part


def _check_output(flag: str, path: str) -> None:
    if path == "-":
        raise CannotRun(f"{flag} takes a file: standard output is for what is passed on")
    if not path:
        raise CannotRun(f"{flag} takes a file, and was given no name")
    status = _status(path)
    if path.endswith(os.sep) or (status and stat.S_ISDIR(status.st_mode)):
        raise CannotRun(f"{flag} {path}: is a directory")
    places = [path] if status else []
    if not (status and _is_no_regular_file(status)):  # a new file will take its place
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            named = os.path.dirname(path) or folder
            raise CannotRun(f"{flag} {path}: there is no folder {named}; make it first")
        places.append(folder)
    _check_writable(flag, path, places)


def _check_folder(flag: str, path: str) -> None:
    if path == "-":
        raise CannotRun(f"{flag} takes a folder: standard output is for what is passed on")
    if not path:
        raise CannotRun(f"{flag} takes a folder, and was given no name")
    there = path
    while not _status(there):
        there = os.path.dirname(os.path.abspath(there))
    if not os.path.isdir(there):
        raise CannotRun(f"{flag} {path}: {there} is no directory")
    _check_writable(flag, path, [there])


def _refuse_within(flag: str, folder: str, outputs: Sequence[tuple[str, str]]) -> None:
    for other, path in outputs:
        if path != folder and os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep):
            raise CannotRun(
                f"{other} {path} lies in the folder of {flag}, which is to hold no more"
            )


def _check_writable(flag: str, path: str, places: list[str]) -> None:
    try:
        os.stat(path)
    except FileNotFoundError:
        pass
    except OSError as error:  # a name that is too long, links in a circle
        raise CannotRun(f"{flag} {path}: {(error.strerror or str(error)).lower()}") from None
    for place in places:
        if not os.access(place, os.W_OK):
            where = "" if place == path else f" in {place}"
            raise CannotRun(f"{flag} {path}: permission denied{where}")


Taken = Sequence[tuple[str, Handle]]  # what a file serves as already, and the file


def _refuse_taken(named: str, path: str, taken: Taken) -> None:
    for what, other in taken:
        if _is_same_file(path, other):
            harm = ", and would destroy it" if what == "an input" else ""
            raise CannotRun(f"{named} is also {what}{harm}")


def _handle(path: str) -> Handle:
    return STDIN if path == "-" else path


def _is_same_file(one: Handle, other: Handle) -> bool:
    """Whether they are one file or pipe, each given by its path or as a stream's number; two paths
    that do not exist yet are one where they lead to the same place.

    A device is never the same: the null device takes everything, and a terminal is for eyes.
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

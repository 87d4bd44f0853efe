"""The shell of every command: argv, streams, signals, status, counts, progress.

A tool is a module with a docstring (its help), `arguments(parser)` and `process(lines, args,
report)`, a generator that yields `line.raw` for "unchanged" or a dict for "new". It may also set

    OPERANDS = ("SOURCE", "what an operand is")    operands that are no JSONL files
    FLUSH_EACH = True                              every record is worth a system call
    def summary(report)                            a closing line of its own

Everything a user meets outside of a tool's own decision is here, once.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from mdx import __version__, jsonl
from mdx.jsonl import Line
from mdx.output import Output, hush, mend_streams

if TYPE_CHECKING:
    from mdx.progress import Progress

OK, FAILED, CANNOT_RUN, INTERRUPTED, READER_GONE = 0, 1, 2, 130, 141
STDIN, STDOUT, STDERR = 0, 1, 2
NO_THREAD = "can't start new thread"  # the words of Python's RuntimeError


class CannotRun(Exception):
    """What keeps a command from running or going on; its message is for the user (status 2)."""


class Report:
    """What became of the records: counts, reasons, messages. read = written + dropped + failed."""

    def __init__(self, name: str, quiet: bool, strict: bool, rejects: "Rejects"):
        self.name = name
        self.quiet = quiet
        self.strict = strict
        self.rejects = rejects
        self.read = self.written = self.failed = self.troubled = 0
        self.dropped: Counter[str] = Counter()
        self.notes: list[str] = []
        self.closing_line = not quiet
        self.progress: Progress | None = None

    def drop(self, line: Line, reason: str, **details: Any) -> None:
        """Counts a record that is left out by design; the details go to --rejects."""
        self.dropped[reason] += 1
        if self.rejects.file:
            self.rejects.record(line.where, reason, line.raw, details)

    def fail(self, line: Line, reason: str, **details: Any) -> None:
        """Counts and tells a record that could not be passed on; status 1."""
        self.bad(line.where, reason, line.raw, details)

    def bad(self, where: str, reason: str, raw: bytes = b"", details: dict | None = None) -> None:
        """The same for something that never was a record, with the bytes that there are."""
        self.failed += 1
        self.message(f"{where}: {reason}")
        self.rejects.record(where, reason, raw, details or {})
        self._stop_if_strict()

    def trouble(self, where: str, reason: str) -> None:
        """Tells what went wrong with something that is passed on all the same; status 1."""
        self.troubled += 1
        self.message(f"{where}: {reason}")
        self._stop_if_strict()

    def _stop_if_strict(self) -> None:
        if self.strict:
            raise CannotRun("stopped at the first fault, because of --strict")

    def message(self, text: str) -> None:
        """One line on standard error, with the command's name; never a control character."""
        with self.progress.aside() if self.progress else nullcontext():
            print(printable(f"{self.name}: {text}"), file=sys.stderr, flush=True)

    def doing(self, text: str) -> None:
        """Tells what takes its time just now, on a terminal alone; "" when it is over."""
        if self.progress:
            self.progress.doing = printable(text)
            self.progress.draw_if_due()

    def note(self, text: str) -> None:
        """Adds a clause to the closing line."""
        self.notes.append(text)

    @property
    def status(self) -> int:
        return FAILED if self.failed or self.troubled else OK

    def summary(self) -> str:
        """The closing line: read = written + dropped + failed, and the tool's own notes."""
        dropped = f"{self.dropped.total()} dropped"
        if self.dropped:
            kinds = ", ".join(f"{n} {reason}" for reason, n in self.dropped.most_common())
            dropped += f" ({kinds})"
        parts = [f"{self.read} read", f"{self.written} written", dropped, f"{self.failed} failed"]
        return "; ".join([", ".join(parts), *self.notes])


class Rejects:
    """The file of what was not passed on; without a path, nowhere."""

    def __init__(self, path: str | None, inputs: Iterable[str]):
        self.path = path
        self.file: BinaryIO | None = None
        if path is None:
            return
        if path == "-":
            raise CannotRun("--rejects takes a file: standard output is for what is passed on")
        if any(_is_same_file(path, stream) for stream in (STDOUT, STDERR)):
            raise CannotRun(f"--rejects {path} is also an output")
        if any(_is_same_file(path, _handle(other)) for other in inputs):
            raise CannotRun(f"--rejects {path} is also an input, and would destroy it")
        try:
            self.file = open(path, "wb")
        except OSError as error:
            raise CannotRun(f"{path}: {error.strerror}") from None

    def record(self, where: str, reason: str, raw: bytes, details: dict) -> None:
        """One object a reject: place, reason, details, and the bytes spliced in untouched."""
        if self.file is None:
            return
        head = jsonl.dumps({"where": where, "reason": reason} | details)[:-2]
        try:
            self.file.write(head + b"," + _as_came(raw) + b"}\n")
        except OSError as error:
            raise CannotRun(f"{self.path}: {error.strerror}") from None

    def close(self) -> None:
        if self.file is not None:
            try:
                self.file.close()
            except OSError as error:
                raise CannotRun(f"{self.path}: {error.strerror}") from None


def _handle(path: str) -> str | int:
    return STDIN if path == "-" else path


def _is_same_file(one: str | int, other: str | int) -> bool:
    """Whether they are one regular file, each given by its path or as a stream's number."""
    return os.path.isfile(one) and os.path.isfile(other) and os.path.samefile(one, other)


def _as_came(raw: bytes) -> bytes:
    """A member for these bytes: a record as the very bytes, text as a string, all else base64."""
    raw = raw.rstrip(b"\r\n")
    try:
        jsonl.loads(raw)
        return b'"record":' + raw
    except jsonl.BadLine:
        pass
    try:
        return jsonl.dumps({"line": raw.decode()})[1:-2]
    except UnicodeDecodeError:
        from base64 import b64encode

        return jsonl.dumps({"line_base64": b64encode(raw).decode()})[1:-2]


def printable(text: str) -> str:
    """The text on one line, with whatever a terminal would obey or not show as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def positive(text: str) -> int:
    """The whole number that a flag is given, from 1 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


class Parser(argparse.ArgumentParser):
    """argparse with our manners: two lines for a usage error, no abbreviations."""

    def error(self, message: str) -> NoReturn:
        raise CannotRun(f"{message}\ntry '{self.prog} --help'")

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse would hide that a write failed


class Help(argparse.RawDescriptionHelpFormatter):
    """argparse's own, but for the width: importing shutil for it is a tenth of a start-up."""

    def __init__(self, prog: str):
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=max(columns, 40) - 2)


def parser(tool: ModuleType) -> Parser:
    """The argument parser of a tool: its own flags, then those that all tools share."""
    made = Parser(
        prog=command_name(tool),
        usage=f"%(prog)s [OPTIONS] [{_operands(tool)[0]}...]",
        description=tool.__doc__,
        formatter_class=Help,
        allow_abbrev=False,
        add_help=False,
    )
    tool.arguments(made)
    operand, what = _operands(tool)
    made.add_argument("operands", metavar=operand, nargs="*", help=what)
    common = made.add_argument_group("options of every mdx command")
    common.add_argument("-h", "--help", action="help", help="show this help and exit")
    common.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    common.add_argument("-q", "--quiet", action="store_true", help="no closing line, no progress")
    common.add_argument("--strict", action="store_true", help="stop at the first fault, status 2")
    common.add_argument(
        "--rejects", metavar="FILE", help="keep what is not passed on, with place and reason"
    )
    return made


def command_name(tool: ModuleType) -> str:
    return "mdx-" + tool.__name__.rpartition(".")[2]


def _operands(tool: ModuleType) -> tuple[str, str]:
    return getattr(tool, "OPERANDS", ("FILE", "JSONL, also .gz or .zst; none or - is stdin"))


def run(tool: ModuleType, argv: list[str] | None = None) -> int:
    """Runs a tool over its streams; returns the exit status (see OK and its neighbours)."""
    name = command_name(tool)
    mend_streams()
    out = Output()
    report = None
    try:
        out.obey_signals()
        args = _parsed(parser(tool), sys.argv[1:] if argv is None else argv)
        files = ["-"] if hasattr(tool, "OPERANDS") else args.operands or ["-"]
        report = _report(name, args, files)
        try:
            _pump(tool, args, report, read(files, report), out)
        finally:
            if report.progress:
                report.progress.close()
            report.rejects.close()
        if report.closing_line:
            report.message(getattr(tool, "summary", Report.summary)(report))
        return report.status
    except BrokenPipeError:
        hush()
        return report.status if report and report.status else READER_GONE
    except SystemExit as end:  # --help and --version, and SIGTERM
        return _flushed(name, out, end.code if isinstance(end.code, int) else CANNOT_RUN)
    except KeyboardInterrupt:
        return _last_words(name, out, "interrupted", INTERRUPTED)
    except (CannotRun, ChildProcessError) as error:
        return _last_words(name, out, str(error), CANNOT_RUN)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _last_words(name, out, f"{place}{error.strerror or error}", CANNOT_RUN)
    except MemoryError as error:
        error.__traceback__ = None  # its frames hold what took the memory
        return _last_words(name, out, "out of memory", CANNOT_RUN)
    except ModuleNotFoundError as missing:  # a checkout that nobody has installed
        advice = f"{missing.name} is not installed; pip install mdx-tools brings it along"
        return _last_words(name, out, advice, CANNOT_RUN)
    except Exception as error:
        if str(error) == NO_THREAD:
            advice = "no further thread can begin, maybe for want of memory; fewer --jobs take less"
            return _last_words(name, out, advice, CANNOT_RUN)
        import traceback  # a bug of ours: show all of it, and keep what was written

        traceback.print_exc()
        return _flushed(name, out, CANNOT_RUN)


def _report(name: str, args: argparse.Namespace, files: list[str]) -> Report:
    """Who counts the records of these files; raises CannotRun where one of them is no input."""
    inputs = args.operands or ["-"]
    _check_inputs(files)
    for path in inputs:
        if _is_same_file(_handle(path), STDOUT):
            raise CannotRun(f"{jsonl.display_name(path)} is also the output")
    report = Report(name, args.quiet, args.strict, Rejects(args.rejects, inputs))
    if sys.stderr.isatty() and not sys.stdout.isatty() and not args.quiet:
        from mdx.progress import Progress

        report.progress = Progress(name, files)
    return report


def _parsed(made: Parser, argv: list[str]) -> argparse.Namespace:
    """The arguments; after `--` all are operands, which argparse gets wrong when intermixed."""
    end = argv.index("--") if "--" in argv else len(argv)
    args = made.parse_intermixed_args(argv[:end])
    args.operands += argv[end + 1 :]
    return args


def _pump(
    tool: ModuleType, args: argparse.Namespace, report: Report, lines: Iterator[Line], out: Output
) -> None:
    """Moves what the tool yields to standard output."""
    if getattr(tool, "FLUSH_EACH", False):
        out.limit = 0
    gathered, size = out.gathered, 0
    with closing(tool.process(lines, args, report)) as made:
        for item in report.progress.writing(made) if report.progress else made:
            line = item if type(item) is bytes else jsonl.dumps(item)
            gathered.append(line)
            size += len(line)
            if size > out.limit:
                report.written += len(gathered)
                out.flush()
                size = 0
    report.written += len(gathered)
    out.flush()


def _check_inputs(files: list[str]) -> None:
    for path in files:
        if path == "-":
            continue
        if os.path.isdir(path):
            raise CannotRun(f"{path}: is a directory, expected JSONL")
        if not os.access(path, os.R_OK):
            reason = "permission denied" if os.path.exists(path) else "no such file"
            raise CannotRun(f"{path}: {reason}")


def read(files: list[str], report: Report) -> Iterator[Line]:
    """The records of these files; bad lines are counted, told and kept aside."""
    for path in files:
        if path == "-" and sys.stdin.isatty():
            report.message("reading JSONL from the terminal; Ctrl-D ends it, --help tells more")
            if report.progress:  # it would be drawn over what is typed
                report.progress.close()
        name = jsonl.display_name(path)
        with jsonl.open_input(path) as stream:
            found = jsonl.lines(stream, name, report, inner="metadata")
            yield from report.progress.reading(stream, found) if report.progress else found


def _flushed(name: str, out: Output, status: int) -> int:
    """The status, once what was written is safe; a lost reader or a full disk overrules it."""
    try:
        out.flush()
        return status
    except BrokenPipeError:
        hush()
        return status or READER_GONE
    except OSError as error:
        _say(f"{name}: {error.filename}: {error.strerror}")
        return CANNOT_RUN


def _last_words(name: str, out: Output, message: str, status: int) -> int:
    status = _flushed(name, out, status)
    head, *rest = message.split("\n")
    _say("\n".join([f"{name}: {head}", *rest]))
    return status


def _say(message: str) -> None:
    try:
        for line in message.split("\n"):
            print(printable(line), file=sys.stderr, flush=True)
    except OSError:  # nobody hears it, or a full disk: the status tells all the same
        hush()

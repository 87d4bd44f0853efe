"""The shell of every command: argv, streams, signals, status, counts, progress.

A tool is a module with a docstring (its help), `arguments(parser)` and `process(lines, args,
tally)`, a generator that yields `line.raw` for "unchanged" or a dict for "new". It may also set

    OPERANDS = ("SOURCE", "what an operand is")    for operands other than JSONL files
    FLUSH_EACH = True                              if every record is worth a system call
    def lines(stream, name, observer, inner)       reads the input instead of jsonl.lines
    def summary(tally)                             its own closing line
    def suggestions()                              words for completion (see completion.py)

Everything that a user meets, other than what a tool decides about a record, is here, once.
"""

import _thread
import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from types import ModuleType
from typing import Any, NoReturn

import mdx
from mdx.records import jsonl
from mdx.records.jsonl import Line
from mdx.shell import inputs
from mdx.shell.files import OutputFile, check_files, check_input
from mdx.shell.flags import positive
from mdx.shell.output import Output, hush, mend_streams
from mdx.shell.tally import Rejects, Tally, printable
from mdx.work.errors import CannotRun
from mdx.work.nearest import none_of

CANNOT_RUN, INTERRUPTED, READER_GONE = 2, 130, 141  # after 0 and 1, which a Tally chooses
SHELLS = ("bash", "fish", "zsh")  # for which mdx.shell.completion writes scripts
GIVEN_A_VALUE = re.compile(r"argument (--[a-z-]+).*: ignored explicit argument '(.*)'")
NO_THREAD = "can't start new thread"  # Python's message, in a RuntimeError


class Parser(argparse.ArgumentParser):
    """argparse with our manners: two lines for a usage error, no abbreviations."""

    def error(self, message: str) -> NoReturn:
        if given := GIVEN_A_VALUE.fullmatch(message):
            flag, value = given.groups()
            own = [name[len(flag) + 1 :] for name in self._option_string_actions
                   if name.startswith(f"{flag}=")]  # fmt: skip
            takes = f"takes no value, but was given {value!r}"
            message = f"argument {flag}: {none_of(value, own) if own else takes}"
        raise CannotRun(f"{message}\ntry '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, none_of(str(value), map(str, action.choices)))

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse would hide a failed write


class Help(argparse.RawDescriptionHelpFormatter):
    """argparse's own, except for the width: importing shutil for it takes a tenth of start-up."""

    def __init__(self, prog: str):
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=max(columns, 40) - 2)


class Completion(argparse.Action):
    """Prints the script that a shell sources to complete all commands, and exits."""

    def __call__(self, own: Any, args: argparse.Namespace, shell: Any, flag: Any = None) -> None:
        from mdx.shell import completion

        commands = [completion.command(tool, parser(tool)) for tool in tools()]
        own._print_message(completion.script(commands, shell), sys.stdout)
        own.exit()


def tools() -> list[ModuleType]:
    """All tools, by name: the modules at the top of the package."""
    from importlib import import_module
    from pkgutil import iter_modules

    names = sorted(module.name for module in iter_modules(mdx.__path__) if not module.ispkg)
    return [import_module(f"mdx.{name}") for name in names if not name.startswith("_")]


def parser(tool: ModuleType) -> Parser:
    """The argument parser of a tool, with its own flags first, then those that all tools share."""
    operand, what = _operands(tool)
    parser = Parser(
        prog=command_name(tool),
        usage=f"%(prog)s [OPTIONS] [{operand}...]",
        description=tool.__doc__,
        formatter_class=Help,
        allow_abbrev=False,
        add_help=False,
    )
    tool.arguments(parser)
    parser.add_argument("operands", metavar=operand, nargs="*", help=what)
    add = parser.add_argument_group("options of every mdx command").add_argument
    add("-h", "--help", action="help", help="show this help and exit")
    add("--version", action="version", version=f"%(prog)s {mdx.__version__}")
    add("--completion", metavar="SHELL", action=Completion, choices=SHELLS,
        help="print a script that makes this shell complete all commands")  # fmt: skip
    add("-q", "--quiet", action="store_true", help="no closing line, no progress")
    add("--strict", action="store_true", help="stop at the first fault, status 2")
    rejects = "keep what is not passed on, with its place and the reason"
    add("--rejects", metavar="FILE", type=OutputFile, help=rejects)
    provenance = "add a line about this run: flags, version, date, counts"
    add("--provenance", metavar="FILE", type=OutputFile, help=provenance)
    add("--max-line", metavar="MB", type=positive, default=inputs.LONGEST_LINE_MB,
        help="treat longer lines as faults, which bounds memory (%(default)s)")  # fmt: skip
    return parser


def command_name(tool: ModuleType) -> str:
    return "mdx-" + tool.__name__.rpartition(".")[2]


def _operands(tool: ModuleType) -> tuple[str, str]:
    what = "JSONL, also compressed (gzip, zstd, xz, bzip2); none or - is stdin"
    return getattr(tool, "OPERANDS", ("FILE", what))


def run(tool: ModuleType, argv: list[str] | None = None) -> int:
    """The exit status of a tool, run over the standard streams.

    0 and 1 come from the Tally; 2 means that it could not run, 130 that it was interrupted, 143
    and 129 that SIGTERM and SIGHUP ended it, 141 that the reader went away. Restores the caller's
    signal handlers.
    """
    mend_streams()
    out = Output()
    with out.obeying_signals():
        return _status(tool, sys.argv[1:] if argv is None else argv, out)


def _status(tool: ModuleType, argv: list[str], out: Output) -> int:
    """The status of a run. If an error ends it, one line says so, after the output is flushed."""
    name = command_name(tool)
    tally = None
    try:
        args = _parsed(parser(tool), argv)
        files = ["-"] if hasattr(tool, "OPERANDS") else args.operands or ["-"]
        tally = _tally(tool, args, files)
        tally.argv = argv
        try:
            reader = getattr(tool, "lines", jsonl.lines)
            lines = inputs.read(files, tally, args.max_line, reader, _pause(out))
            _pump(tool, args, tally, lines, out)
        finally:
            tally.close()
        if tally.closing_line:
            tally.message(getattr(tool, "summary", Tally.summary)(tally))
        if args.provenance:
            from mdx.shell import provenance

            provenance.append(args.provenance, tally)
        return tally.status
    except BrokenPipeError:
        hush()
        return tally.status if tally and tally.status else READER_GONE
    except SystemExit as end:  # --help and --version, and signals
        return _flushed(name, out, end.code if isinstance(end.code, int) else CANNOT_RUN)
    except KeyboardInterrupt:
        return _last_words(name, out, "interrupted", INTERRUPTED)
    except Exception as error:
        if (message := _reason(error)) is not None:
            return _last_words(name, out, message, CANNOT_RUN)
        import traceback  # a bug of ours: show all of it, and keep the output

        traceback.print_exc()
        return _flushed(name, out, CANNOT_RUN)


def _reason(error: Exception) -> str | None:
    """Why the command cannot continue, in words for the user; None for a bug of ours."""
    match error:
        case CannotRun() | ChildProcessError():
            return str(error)
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            return f"{place}{error.strerror or error}"
        case MemoryError():
            error.__traceback__ = None  # its frames hold on to the memory
            return "out of memory"
        case ModuleNotFoundError():  # a checkout that was never installed
            return f"{error.name} is not installed; pip install mdx-tools installs it, too"
        case RuntimeError() if str(error) == NO_THREAD:
            return "cannot start another thread, maybe out of memory; try fewer --jobs"
    return None


def _tally(tool: ModuleType, args: argparse.Namespace, files: list[str]) -> Tally:
    """A Tally for these files; raises CannotRun for a file that cannot be read or written."""
    for path in files:
        check_input(path, "JSONL")
    check_files(args, args.operands or ["-"])
    name = command_name(tool)
    tally = Tally(name, args.quiet, args.strict, Rejects(args.rejects))
    if sys.stderr.isatty() and not args.quiet and os.environ.get("TERM") != "dumb":
        from mdx.shell.progress import Progress

        tally.progress = Progress(name, files, getattr(tool, "FLUSH_EACH", False))
        tally.progress.start()
    return tally


def _parsed(own: Parser, argv: list[str]) -> argparse.Namespace:
    """The arguments. Everything after `--` is an operand, which argparse misses if intermixed."""
    end = argv.index("--") if "--" in argv else len(argv)
    args, unknown = own.parse_known_intermixed_args(argv[:end])
    if unknown:
        from mdx.shell import guesses

        own.error(guesses.explained(unknown[0], own, map(parser, tools())))
    args.operands += argv[end + 1 :]
    return args


def _pause(out: Output) -> Callable[[], None]:
    """A function that passes on finished records before the next read, which may take long."""
    pumping = _thread.get_ident()

    def pause() -> None:
        if _thread.get_ident() == pumping:  # some tools read ahead in another thread
            out.flush()

    return pause


def _pump(
    tool: ModuleType, args: argparse.Namespace, tally: Tally, lines: Iterator[Line], out: Output
) -> None:
    """Writes what the tool yields to standard output."""
    if getattr(tool, "FLUSH_EACH", False):
        out.limit = 0
    gathered, size = out.gathered, 0
    with closing(tool.process(lines, args, tally)) as results:
        for item in tally.progress.writing(results) if tally.progress else results:
            line = item if type(item) is bytes else jsonl.dumps(item)
            gathered.append(line)
            size += len(line)
            if size > out.limit:
                out.flush()
                size = 0
    out.flush()
    tally.written += out.lines


def _flushed(name: str, out: Output, status: int) -> int:
    """The status after flushing the output; a lost reader or a full disk overrides it."""
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
    except OSError:  # no reader, or a full disk: the status still reports it
        hush()

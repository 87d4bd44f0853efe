"""How every command begins: `from mdx.shell.start import dedupe` gives what runs mdx-dedupe.

Ctrl-C ends a program that is still being imported at once and silently, as it does any other:
Python's own handler would raise KeyboardInterrupt amid an import, which shows as a traceback, or in
a C extension as a crash. `command.run` has its own handler for the rest of the time.
"""

import _signal  # signal imports enum, which takes as long as all before it
from collections.abc import Callable


def __getattr__(tool: str) -> Callable[[], int]:
    if tool.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {tool!r}")
    # An ignored signal stays ignored: that is how shells start background jobs.
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

    def main() -> int:
        import gc
        from importlib import import_module

        status: int = import_module(f"mdx.{tool}").main()
        gc.freeze()  # or Python would look through all that is left before it ends
        return status

    return main

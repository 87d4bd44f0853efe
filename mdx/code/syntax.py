"""From source text to its syntax tree, whatever the text is."""

import ast
import gc
import warnings

SIZE_MAX = 8_000_000  # characters; a tree takes some thirty times its text


class SyntaxFault(ValueError):
    """A text that is not a Python module; `line` is where, 0 where nobody can tell."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


def lines_joined(text: str) -> str:
    """The text with `\\n` line ends and without a byte order mark, as Python itself reads it."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def parse(text: str) -> ast.Module:
    """The syntax tree of a module.

    Raises SyntaxFault for any text that gives no tree: also for NUL bytes, numbers too long to
    read, nesting too deep and texts of more than SIZE_MAX characters.
    """
    if len(text) > SIZE_MAX:
        raise SyntaxFault(f"longer than {SIZE_MAX} characters")
    # A tree is hundreds of thousands of objects without a cycle: looking for cycles while it
    # grows takes a third of the time of parsing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise SyntaxFault(error.msg or "invalid syntax", error.lineno or 0) from None
    except RecursionError:
        raise SyntaxFault("nested too deeply") from None
    except MemoryError:
        raise SyntaxFault("nested too deeply, or out of memory") from None
    except ValueError as error:  # NUL bytes, lone surrogates, integers of 4300 digits
        raise SyntaxFault(str(error)) from None
    finally:
        if collecting:
            gc.enable()

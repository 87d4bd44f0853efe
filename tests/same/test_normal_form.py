"""The normal form of code."""

import io
import re
import sysconfig
import token
import tokenize
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mdx.same.normal_form import DEDENT, INDENT, NUL, STRING, UNREADABLE, normal

SAME = {
    "a comment": ("x = 1  # one\n", "x = 1\n"),
    "a line of comment": ("# one\nx = 1\n", "x = 1\n"),
    "blank lines": ("x = 1\n\n\ny = 2", "x = 1\ny = 2\n"),
    "blanks between tokens": ("x=f( a,b )", "x = f(a, b)"),
    "a line broken inside brackets": ("f(a,\n  b)\n", "f(a, b)\n"),
    "a comment inside brackets": ("f(a,  # (\n  b)\n", "f(a, b)\n"),
    "a line broken with a backslash": ("x = 1 + \\\n  2\n", "x = 1 + 2\n"),
    "a line that begins with a backslash": ("if x:\n  \\\n y\n", "if x:\n  y\n"),
    "two or four blanks of indentation": ("if x:\n  y\nz", "if x:\n    y\nz"),
    "tabs of indentation": ("if x:\n\ty\n", "if x:\n    y\n"),
    "Windows line ends": ("x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
    "quotes": ("x = 'a'", 'x = "a"'),
    "quotes and escapes": (r"x = 'it\'s'", 'x = "it\'s"'),
    "an escape that no quote needs": (r'''x = "it\'s"''', 'x = "it\'s"'),
    "triple quotes": ("x = '''a'''", 'x = "a"'),
    "the order of imports": ("import b\nimport a\n", "import a\n\nimport b\n"),
    "the order of imported names": ("from m import b, a\n", "from m import (\n  a,\n  b,\n)\n"),
}
DIFFERENT = {
    "a number sign in a string": ("x = 'a # b'", "x = 'a # c'"),
    "blanks in a string": ("x = 'a  b'", "x = 'a b'"),
    "case": ("Circle()", "circle()"),
    "an operator": ("a + b", "a - b"),
    "a word in two": ("not_x", "not x"),
    "a block that ends earlier": ("if x:\n  y\n  z", "if x:\n  y\nz"),
    "a quote in a raw string": (r"r'\"'", "r'\"'"),
    "a backslash before a quote": (r"'\\' \'", r"'\' \'"),
    "a string instead of its words": ("x = 'a'", "x = a"),
    "lines in another order": ("a()\nb()\n", "b()\na()\n"),
    "a prefix": ("x = r'a'", "x = 'a'"),
    "two strings": ("x = 'a' 'b'", "x = 'ab'"),
    "where one string ends": ("f('a', 'bc')", "f('ab', 'c')"),
    "imports of other names": ("from m import a", "from m import b"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_does_not_count(one, other):
    assert normal(one) == normal(other)
    assert not normal(one).startswith(UNREADABLE)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_counts(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    "code",
    ["f(", "x = 'a", 'x = "a\\', 'x = """a', "x = '''a\\", '"', "'a\nb'", "f)",
     "if x:\n    y\n  z", "\\ x"],
)  # fmt: skip
def test_code_that_does_not_tokenise_is_its_bytes(code):
    assert normal(code) == UNREADABLE + code.encode()


PIECE = re.compile(rb"[\w\x80-\xff]+|[^\x02]")  # a word, or one character of anything else


def pieces(code: str) -> list[bytes]:
    """What the normal form says, in order; a string is its contents between two STRINGs."""
    text, *strings = normal(code).split(NUL)
    contents = iter(strings)
    found = PIECE.findall(text)
    return [STRING + next(contents) + STRING if p == STRING else p for p in found]


def pieces_by_tokenize(code: str) -> list[bytes]:
    """The same from the standard library's tokens."""
    found: list[bytes] = []
    lines = code.splitlines(keepends=True)
    line_ended, f_string = True, (0, 0)
    for kind, word, start, end, _ in tokenize.generate_tokens(io.StringIO(code).readline):
        name = token.tok_name[kind]
        if name == "FSTRING_START":  # from Python 3.12 on
            f_string = start
        elif name == "FSTRING_END":
            inside = lines[f_string[0] - 1 : end[0]]
            inside[-1] = inside[-1][: end[1]]
            word, name, f_string = "".join(inside)[f_string[1] :], "STRING", (0, 0)
        if f_string != (0, 0) or name in ("COMMENT", "NL", "ENDMARKER"):
            continue
        if name in ("INDENT", "DEDENT"):
            found.append(INDENT if name == "INDENT" else DEDENT)
            continue
        if line_ended:
            found.append(b"\n")
        line_ended = name == "NEWLINE"
        if name == "STRING":
            prefix, body = re.fullmatch("(?s)([a-zA-Z]*)(.*)", word).groups()
            size = 3 if body[:3] in ('"""', "'''") else 1
            found += [prefix.encode()] * bool(prefix)
            found.append(STRING + body[size:-size].encode() + STRING)
        elif not line_ended:
            found += PIECE.findall(word.encode())
    return found


def comparable(found: list[bytes]) -> list[list[bytes]]:
    """Lines without those of imports, whose order is another; quotes without their escapes."""
    lines: list[list[bytes]] = [[]]
    for piece in found:
        if piece == b"\n":
            lines.append([])
        else:
            lines[-1].append(re.sub(rb"""(\\\\)|\\?(["'])""", lambda m: m[1] or m[2], piece))
    while lines[-1] and lines[-1][-1] == DEDENT:  # of the end of the text
        lines[-1].pop()
    return [line for line in lines if line and line[0] not in (b"import", b"from")]


def test_files_of_the_standard_library_read_as_tokenize_reads_them():
    folder = Path(sysconfig.get_path("stdlib"))
    files = sorted(folder.glob("*.py"))[::12] + sorted(folder.glob("test/test_[st]*.py"))[::30]
    for path in files:
        code = path.read_text("utf-8")
        read = comparable(pieces(code))
        assert read == comparable(pieces_by_tokenize(code)), path.name
    assert len(files) > 15


@given(st.text("""'"#\\\n a=(r)""", max_size=40))
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=1000, deadline=None)
@example('"""a\\')
@example("'''a\\\n#\"'")
@example("r'\\''")
def test_quotes_and_comments_in_whatever_order_read_as_tokenize_reads_them(code):
    read = normal(code)
    if re.search(r"(?m)^ *\\$", code):  # where tokenize tells of blocks that are none
        return
    try:
        compile(code, "", "exec", dont_inherit=True)  # tokenize alone takes what is no Python
        known = pieces_by_tokenize(code)
    except (SyntaxError, ValueError, tokenize.TokenError):
        return
    assert not read.startswith(UNREADABLE)
    assert comparable(pieces(code)) == comparable(known)

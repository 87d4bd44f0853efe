"""The normal form of code."""

import ast
import sysconfig
from collections import Counter
from itertools import accumulate
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mdx.same import normal_form
from mdx.same.coarse_form import letters, letters_and_digits
from mdx.same.marks import UNREADABLE
from mdx.same.normal_form import normal

SAME = {
    "brackets of a condition that is a choice": (
        "if (a if b else c):\n  d",
        "if a if b else c:\n  d",
    ),
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
    "a comma before a bracket": (
        "f(a, b,)\n[a,]\nx[a, b,]\n{a: b,}",
        "f(a, b)\n[a]\nx[a, b]\n{a: b}",
    ),
    "a comma after the last parameter": ("def f(a, b,): pass", "def f(a, b): pass"),
    "a comma after several values": ("a, b, = c", "a, b = c"),
    "brackets around a value": ("x = (1)\nf((a))\nreturn (a)", "x = 1\nf(a)\nreturn a"),
    "brackets around a tuple": (
        "x = (a, b)\nfor (a, b) in c: d\nreturn (a,)",
        "x = a, b\nfor a, b in c: d\nreturn a,",
    ),
    "brackets around an index": ("x[(a, b)]", "x[a, b]"),
    "a comma after a number with a sign": ("x = [1e-12J,]", "x = [1e-12j]"),
    "brackets of a generator before a comma": ("f((a for a in b),)", "f(a for a in b)"),
    "brackets that precedence needs not": (
        "(a * b) + (-c)\nnot (a == b)\n(a - b) - c",
        "a * b + -c\nnot a == b\na - b - c",
    ),
    "brackets around a generator": ("f((a for a, b in c))", "f(a for a, b in c)"),
    "brackets around a choice": ("x = (a if b else c)", "x = a if b else c"),
    "brackets of brackets": ("x = (((a + b))) * c", "x = (a + b) * c"),
    "brackets around a value with a name": (
        "x = [(a := b), c]\nf((a := b), c=(d := e))\nif (a := b): c\n[(a := b) for b in c]",
        "x = [a := b, c]\nf(a := b, c=(d := e))\nif a := b: c\n[a := b for b in c]",
    ),
    "brackets around a field": ("x = f'{(a, b)} {(a)!r:>3}'", "x = f'{a, b} {a!r:>3}'"),
    "brackets of a class without bases": ("class A(): pass", "class A: pass"),
    "how a number is written": (
        "x = .5 + 1. + 0XFF + 1_000 + 1E3 + 0.50 + 2J",
        "x = 0.5 + 1.0 + 255 + 1000 + 1000.0 + 0.5 + 2j",
    ),
    "a raw string": (r"x = r'\a b'", r"x = '\\a b'"),
    "escapes": (r"x = 'a\x41\u00e9\t\101'", "x = 'aAé\tA'"),
    "a prefix that says nothing": ("x = u'a' + F'b' + Rb'c'", "x = 'a' + f'b' + b'c'"),
    "strings side by side": ("x = ('a'\n  'b')", "x = 'ab'"),
    "strings side by side, one with fields": ("x = 'a{' f'{b}'", "x = f'a{{{b}'"),
    "blanks in a field": ("x = f'{a + b:>3} {c}'", "x = f'{a+b:>3} {c}'"),
    "how a docstring is indented": ("def f():\n  '''a\n    b\n  '''", "def f():\n  '''a\n  b'''"),
    "statements in one line": ("a; b;\nif c: d; e\nf", "a\nb\nif c:\n  d\n  e\nf"),
    "a choice in an else": (
        "if a:\n  b\nelse:\n  if c:\n    d\n  else:\n    e\nf",
        "if a:\n  b\nelif c:\n  d\nelse:\n  e\nf",
    ),
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
    "a prefix that says something": ("x = b'a'", "x = 'a'"),
    "the prefix of a formatted string": ("x = f'a'", "x = 'a'"),
    "two strings": ("x = 'a', 'b'", "x = 'ab'"),
    "a tuple of one": ("x = (a,)", "x = (a)"),
    "an index of one": ("x[a,]", "x[a]"),
    "an argument that is a tuple": ("f((a, b))", "f(a, b)"),
    "a list of one tuple": ("[(a, b)]", "[a, b]"),
    "a list of a generator": ("[(a for a in b)]", "[a for a in b]"),
    "brackets that precedence needs": ("(a + b) * c", "a + b * c"),
    "brackets on the right of a difference": ("a - (b - c)", "a - b - c"),
    "brackets of a power": ("(-a) ** b", "-a ** b"),
    "a tuple of one to look in": ("for x in a in (b,): c", "for x in a in b,: c"),
    "brackets of a chain of comparisons": ("(a < b) < c", "a < b < c"),
    "brackets after is not": ("a is not (b or c)", "a is not b or c"),
    "brackets after not in": ("a not in (b + c, d)", "a not in b + c, d"),
    "brackets after in": ("[a for a in b if a in (c or d)]", "[a for a in b if a in c or d]"),
    "brackets of a choice": ("(a if b else c) if d else e", "a if b else c if d else e"),
    "an attribute of a sum": ("(a + b).c", "a + b.c"),
    "an attribute of what is awaited": ("(await a).b", "await a.b"),
    "a call of a choice": ("(a or b)()", "a or b()"),
    "no arguments": ("f()", "f"),
    "an empty tuple": ("x = ()", "x ="),
    "brackets of a walrus that is a key's": ("{(a := b): c}", "{a: b}"),
    "brackets around a tuple with a walrus": ("f((a := b, c))", "f(a := b, c)"),
    "brackets at both ends of a field": ("x = f'{(a)+(b)}'", "x = f'{a)+(b}'"),
    "brackets of a walrus": ("f(a := (b, c))", "f((a := b, c))"),
    "an escape in a raw string": (r"x = r'\n'", r"x = '\n'"),
    "a format with a blank": ("x = f'{a: d}'", "x = f'{a:d}'"),
    "a number of another kind": ("x = 1", "x = 1.0"),
    "a choice besides another": (
        "if a:\n  b\nelse:\n  if c:\n    d\n  e",
        "if a:\n  b\nelif c:\n  d\n  e",
    ),
    "where one string ends": ("f('a', 'bc')", "f('ab', 'c')"),
    "imports of other names": ("from m import a", "from m import b"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_does_not_count(one, other):
    assert normal(one) == normal(other)
    assert not normal(one).startswith(UNREADABLE)
    assert letters(one) == letters(other)
    assert letters_and_digits(one) == letters_and_digits(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_counts(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    "code",
    ["f(", "x = 'a", 'x = "a\\', 'x = """a', "x = '''a\\", '"', "'a\nb'", "f)",
     "if x:\n    y\n  z", "\\ x", "f(a;b,)", "f(a;b)+(c)", "if a: (b;c,)"],
)  # fmt: skip
def test_code_that_does_not_tokenise_is_its_bytes(code):
    assert normal(code) == UNREADABLE + code.encode()


IN_PARTS = {
    "a class": "\nclass A:\n    x = 1\n",
    "a choice at the end of an else": "if a:\n  b\nelse:\n  if c: d; e\nclass A(): pass\n",
    "imports": "import b\nimport a\nclass A:\n  import d\n  import c\n",
    "strings with classes": 'x = """\'\nclass A:\n"""\nclass B: """\nclass C:"""\n',
    "brackets with a class": "x = (1,\nclass A: pass)\n",
    "a line that goes on": "x = 1 + \\\nclass A: pass\n",
    "a string without an end": "x = 'a\nclass A: pass\n",
    "a comment": "# '''\nclass A: pass\n",
    "an indented line": "  indented\nclass A: pass\n",
    "blocks that do not match": "if a:\n    b\n  c\nclass A: pass\n",
}


@pytest.mark.parametrize("between", IN_PARTS.values(), ids=IN_PARTS)
def test_a_text_reads_the_same_in_parts_and_as_a_whole(between, monkeypatch):
    long = "".join(f"y{i} = f({i}, 'y',)\n" for i in range(200))
    code = f"{long}{between}{long}{between}class A:\n    'B.'\n    z = 'a' 'b'\n{between}{long}"
    in_parts = normal(code)
    normal.cache_clear()
    monkeypatch.setattr(normal_form, "_SHORTEST", len(code))
    assert normal(code) == in_parts


def as_python_writes_it(code: str) -> str:
    """The same code as ast.unparse writes it, which knows no layout."""
    with catch_warnings():
        simplefilter("ignore")
        return ast.unparse(ast.parse(code))


def test_code_of_the_standard_library_has_the_form_of_what_python_makes_of_it():
    folder = Path(sysconfig.get_path("stdlib"))
    files = sorted(folder.glob("*.py"))[::12] + sorted(folder.glob("test/test_[st]*.py"))[::30]
    same = Counter()
    for path in files:
        code = path.read_text("utf-8")
        with catch_warnings():
            simplefilter("ignore")
            nodes = ast.parse(code).body
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
                piece = "\n".join(code.split("\n")[node.lineno - 1 : node.end_lineno])
                same[normal(piece) == normal(ast.unparse(node))] += 1
    assert same[False] <= same[True] / 40  # each Python's library has other odd spellings
    assert same[True] > 200


@given(st.text("""'"#\\\n a=(r)""", max_size=40))
@settings(max_examples=1000, deadline=None)
@example('"""a\\')
@example("'''a\\\n#\"'")
@example("r'\\''")
@example("a=r\n'\\='")
@example("\\\n\\\na")
@example("a\n\\\n\\\na")
def test_quotes_and_comments_in_whatever_order_read_as_python_reads_them(code):
    try:
        written = as_python_writes_it(code)
    except (SyntaxError, ValueError):
        return
    assert not normal(code).startswith(UNREADABLE)
    assert normal(code) == normal(written)


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(
        [*"+ - * / // % @ ** << & ^ | and or < == is in".split(), "is not", "not in"]
    )
    return st.one_of(
        inner.map("({})".format),
        st.tuples(inner, operators, inner).map(" ".join),
        st.tuples(st.sampled_from(["-", "~", "not", "await", "lambda:"]), inner).map(" ".join),
        st.tuples(inner, inner).map("({0[0]}, {0[1]})".format),
        st.tuples(inner, inner, inner).map("({0[0]} if {0[1]} else {0[2]})".format),
        inner.map("({},)".format), inner.map("f({})".format), inner.map("({}).a".format),
        inner.map("[{}]".format), inner.map("b[{}]".format), inner.map("f(*({}))".format),
        st.tuples(inner, inner).map("f(({0[0]} for (c, d) in {0[1]}))".format),
        st.tuples(inner, inner).map("[a for a in b if ({0[0]}) if ({0[1]})]".format),
    )  # fmt: skip


EXPRESSIONS = st.recursive(st.sampled_from(["a", "b", "1", "'c'"]), expressions, max_leaves=8)
STATEMENTS = st.sampled_from(
    ["{}", "x = {}", "return {}", "for x in {}: pass", "if {}: pass", "x += {}", "x = y = {}",
     "assert {}", "with {} as x: pass", "x[{}] = 1", "yield {}"]
)  # fmt: skip


@pytest.mark.slow
@given(EXPRESSIONS, STATEMENTS, st.integers(0, 9))
@settings(max_examples=1500, deadline=None)
def test_brackets_that_say_nothing_do_not_count_and_all_others_do(expression, statement, number):
    code = statement.format(expression)
    try:
        tree = ast.dump(ast.parse(code))
    except SyntaxError:
        return
    assert normal(code) == normal(as_python_writes_it(code))
    if len(opened := [i for i, sign in enumerate(code) if sign == "("]) > number:
        start = opened[number]
        depths = accumulate((c == "(") - (c == ")") for c in code[start:])
        end = start + next(i for i, depth in enumerate(depths) if not depth)
        fewer = code[:start] + " " + code[start + 1 : end] + " " + code[end + 1 :]
        try:
            other = ast.dump(ast.parse(fewer))
        except SyntaxError:
            return
        if code[:start].rstrip().endswith("*"):  # a star of a call takes more than one of a list:
            return  # the brackets after both stay, which may miss a copy and makes none
        assert (normal(code) == normal(fewer)) == (tree == other)

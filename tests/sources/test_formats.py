"""What the formats of files say: notebooks, docs, Markdown, and the words around scenes."""

import ast

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.sources import tree
from mdx.sources.catalogue import load
from mdx.sources.formats import docstrings, markdown, notebook, rst, text, video
from mdx.sources.licence import identified
from mdx.sources.rows import answers
from mdx.sources.source import Source, SourceError, from_dict, name_of
from mdx.sources.tree import Unreadable, escaped, matches

SCENE = "class A(Scene):\n    def construct(self):\n        self.wait()\n"
PRELUDE = "from manim import *"


def book(*cells: tuple[str, str], **more) -> bytes:
    made = [{"cell_type": kind, "source": source.splitlines(True)} for kind, source in cells]
    return orjson.dumps({"cells": made, "nbformat": 4} | more)


# --- notebooks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "%%manim -qm A\n" + SCENE,
        "\n%%manim -qm A\n\n" + SCENE,
        "%time\n!pip install manim\n" + SCENE,
        SCENE + "A?\n",
        SCENE + "?A\nA.construct??\n",
        "if True:\n    %matplotlib inline\n" + SCENE,
        SCENE + "\n%manim -qm A\n",
        "".join(f"  {line}" for line in SCENE.splitlines(True)),
    ],
    ids=[
        "cell magic",
        "blank lines first",
        "magic and shell",
        "help",
        "help before",
        "in a block",
        "line magic",
        "indented",
    ],
)
def test_a_cell_with_magics_is_python_of_as_many_lines(source):
    made = notebook.parsed(book(("code", "from manim import *"), ("code", source)), PRELUDE)
    assert made.faults == []
    names = [n.name for n in ast.parse(made.text).body if isinstance(n, ast.ClassDef)]
    assert names == ["A"]
    line = [line.strip() for line in source.split("\n")].index("class A(Scene):")
    assert made.text.split("\n")[1 + line] == "class A(Scene):"


def test_a_percent_sign_in_an_expression_is_no_magic():
    made = notebook.parsed(book(("code", "import x\ny = (x.a\n    % 3)\n")), PRELUDE)
    assert made.text == "import x\ny = (x.a\n    % 3)\n"


def test_a_cell_that_is_no_python_is_left_out_and_named():
    cells = [("code", "import manim"), ("markdown", "Hi"), ("code", "def ("), ("code", SCENE)]
    made = notebook.parsed(book(*cells), PRELUDE)
    assert made.faults == [3]
    assert made.cell_at(2).number == 4


def test_a_line_that_runs_a_scene_may_stand_in_a_cell_of_its_own():
    cells = [("code", "from manim import *"), ("code", SCENE), ("code", "%manim -qm A")]
    made = notebook.parsed(book(*cells), PRELUDE)
    assert made.faults == []
    assert made.text.strip() == f"from manim import *\n{SCENE}".strip()


def test_of_scenes_of_one_name_in_a_notebook_the_last_counts(mdx, tmp_path):
    cells = [("code", "from manim import *"), ("code", SCENE), ("code", SCENE + "        self.b\n")]
    (tmp_path / "b.ipynb").write_bytes(book(*cells))
    [record] = [orjson.loads(line) for line in mdx("extract", "b.ipynb").stdout.splitlines()]
    assert record["metadata"]["cell"] == 3


def test_outputs_of_a_notebook_are_not_read():
    cell = {"cell_type": "code", "source": SCENE, "outputs": [{"data": {"png": "x" * 1_000_000}}]}
    made = notebook.parsed(orjson.dumps({"cells": [cell]}), PRELUDE)
    assert made.text == f"{PRELUDE}\n{SCENE}"


def test_cells_of_other_languages_are_no_faults():
    made = notebook.parsed(book(("code", "%%html\n<b>"), ("code", "%%bash\nls")), PRELUDE)
    assert (made.text.strip(), made.faults) == (PRELUDE, [])


def test_the_markdown_above_a_cell_is_its_context():
    cells = [
        ("markdown", "# One"),
        ("code", "import manim"),
        ("markdown", "# Two"),
        ("code", SCENE),
    ]
    assert notebook.parsed(book(*cells), PRELUDE).cell_at(3).context == "# Two"


def test_the_third_format_has_worksheets():
    sheets = [{"cells": [{"cell_type": "code", "input": ["import manim\n", "x = 1"]}]}]
    raw = orjson.dumps({"worksheets": sheets, "nbformat": 3})
    assert notebook.parsed(raw, PRELUDE).text == "import manim\nx = 1\n"


@pytest.mark.parametrize(
    "raw",
    [b"", b" \n", b"{", b"[]", b"{}", b'{"cells": 3}', b'{"worksheets": null}', b"\xff"],
    ids=repr,
)
def test_what_is_no_notebook_says_so(raw):
    with pytest.raises(Unreadable, match="notebook"):
        notebook.parsed(raw, PRELUDE)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["cells", "cell_type", "source", "input", "worksheets"]), x
            )
        ),
        max_leaves=20,
    )
)
def test_no_json_breaks_the_reading_of_notebooks(value):
    try:
        ast.parse(notebook.parsed(orjson.dumps(value), PRELUDE).text)
    except Unreadable:
        pass
    except orjson.JSONEncodeError:  # a lone surrogate, an integer beyond 64 bits
        pass


def test_a_notebook_gives_its_scenes_by_cell(mdx, tmp_path):
    cells = [
        ("code", "from manim import *"),
        ("markdown", "A dot."),
        ("code", "%%manim A\n" + SCENE),
    ]
    (tmp_path / "b.ipynb").write_bytes(book(*cells))
    [record] = [orjson.loads(line) for line in mdx("extract", "b.ipynb").stdout.splitlines()]
    told = record["metadata"]
    assert (told["cell"], told["lines"], told["original_context"]) == (3, "2-4", "A dot.")


# --- reStructuredText and docstrings -------------------------------------------------------------

RST = """\
Positioning
===========

Squares can be moved.

.. manim:: A
    :save_last_frame:
    :ref_classes: Square Circle
    :ref_methods: Square.shift

    class A(Scene):
        def construct(self):

            self.wait()

.. code-block:: bash

    class A(Scene): construct

Examples
--------
.. code-block:: python

   class B(Scene):
       def construct(self):
           self.wait()
"""


def test_directives_hold_examples_with_their_words_and_tags():
    one, two = rst.examples(RST)
    assert one.code.startswith("class A(Scene):\n    def construct(self):\n")
    assert RST.split("\n")[one.line - 1] == "    class A(Scene):"
    assert one.context == "Positioning\n\nSquares can be moved."
    assert (one.tags, one.still) == ("Square Circle Square.shift", True)
    assert two.code == SCENE.replace("A(", "B(")
    assert (two.context, two.tags, two.still) == ("", "", False)


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        (":class:`~.Circle` and :attr:`submobjects`", "Circle and submobjects"),
        (":doc:`the guide </a/b>`, ``code``", "the guide, `code`"),
        ("a:b `c`", "a:b `c`"),
        ("see `Pango <https://pango.org/>`_ or `x`__", "see Pango or `x`__"),
    ],
)
def test_references_are_read_as_people_say_them(words, plain):
    assert rst.plain(words) == plain


def test_blocks_of_python_in_a_docstring_are_examples_as_well():
    body = "".join(f"        {line}\n" for line in SCENE.splitlines())
    code = f"class B:\n    '''.. code-block:: python\n\n{body}    '''\n"
    [example] = docstrings.examples(code, "shapes")
    assert (example.code, example.is_directive) == (SCENE, False)


def test_a_docstring_gives_its_first_paragraph_and_the_line_in_the_file():
    body = "".join(f"        {line}\n" for line in SCENE.splitlines())
    code = (
        "x = 1\nclass Square:\n    '''A square,\n    no more.\n\n    Examples\n    --------\n"
        f"    .. manim:: A\n\n{body}    '''\n"
    )
    [example] = docstrings.examples(code, "shapes")
    assert example.context == "shapes.Square\n\nA square, no more."
    assert code.split("\n")[example.line - 1].strip() == "class A(Scene):"


SESSION = """\
.. manim:: A

    >>> class A(Scene):
    ...     def construct(self):
    ...         self.wait()
    >>> 1 + 1
    2
"""


def test_the_prompts_of_a_session_are_no_code():
    [example] = rst.examples(SESSION)
    assert example.code == SCENE + "1 + 1\n\n"


TEMPLATE = """\
.. manim:: <Class name>
    :option: value

    class <Class name>(Scene):
        def construct(self):
            ...
"""


def test_a_template_of_an_example_is_told_and_is_no_scene(mdx, tmp_path):
    (tmp_path / "a.rst").write_text(TEMPLATE + "\n" + RST)
    done = mdx("extract", "a.rst")
    assert [orjson.loads(line)["metadata"]["scene"] for line in done.stdout.splitlines()] == [
        "A",
        "B",
    ]


INDENTED = "".join(f"    {line}\n" for line in SCENE.splitlines())
# a file, its text, the imports that its scene has, the scene's lines
PRELUDES = {
    "a directive, which is run after an import of all": (
        "a.rst",
        f".. manim:: A\n\n    from plugin import B\n\n{INDENTED}        B\n",
        "from manim import *\nfrom plugin import B\n",
        "5-8",
    ),
    "a directive that imports all itself": (
        "a.rst",
        f".. manim:: A\n\n    from manim import *\n\n{INDENTED}",
        "from manim import *\n",
        "5-7",
    ),
    "a fence without imports": ("a.md", f"```\n{SCENE}```\n", "from manim import *\n", "2-4"),
    "a fence beside one for ManimGL": (
        "a.md",
        f"```\nfrom manimlib import *\n```\n```\n{SCENE}```\n",
        "from manimlib import *\n",
        "5-7",
    ),
    "a fence beside two libraries": (
        "a.md",
        f"```\nfrom manimlib import *\nfrom manim import *\n```\n```\n{SCENE}```\n",
        "from manim import *\n",
        "6-8",
    ),
    "a fence with one": (
        "a.md",
        f"```\nfrom manim import Scene\n{SCENE}```\n",
        "from manim import Scene\n",
        "3-5",
    ),
    "a file without imports": ("a.py", f"# mine\n\n{SCENE}", "from manim import *\n", "3-5"),
    "a file with one": (
        "a.py",
        f"import math\n\n{SCENE}        math.pi\n",
        "import math\n\n\nclass",
        "3-6",
    ),
}


@pytest.mark.parametrize(("path", "told", "imports", "lines"), PRELUDES.values(), ids=PRELUDES)
def test_what_imports_nothing_gets_the_import_of_all(mdx, tmp_path, path, told, imports, lines):
    (tmp_path / path).write_text(told)
    [record] = [orjson.loads(line) for line in mdx("extract", path).stdout.splitlines()]
    assert record["code"].startswith(imports)
    assert record["code"].count("import") == imports.count("import")
    assert record["metadata"]["lines"] == lines


def test_a_fault_in_a_file_without_imports_is_told_with_its_own_line(mdx, tmp_path):
    (tmp_path / "a.py").write_text(f"{SCENE}x = (\n")
    assert b"a.py:4: " in mdx("extract", "a.py").stderr


def test_an_example_in_a_docstring_is_not_about_the_video_of_its_folder(mdx, tmp_path):
    folder = tmp_path / "videos" / "01-proof"
    folder.mkdir(parents=True)
    (folder / "DESCRIPTION.md").write_text("A proof.\n")
    example = "".join(f"    {line}" for line in INDENTED.replace("A(", "B(").splitlines(True))
    docstring = f'"""Copied.\n\n    .. manim:: B\n\n{example}    """'
    (folder / "a.py").write_text(f"from manim import *\n{SCENE}\nclass C:\n    {docstring}\n")
    done = mdx("extract", "videos")
    words = {
        record["metadata"]["scene"]: record["metadata"]["original_context"]
        for record in map(orjson.loads, done.stdout.splitlines())
    }
    assert words == {"A": "A proof.", "B": "01-proof.a.C\n\nCopied."}


@given(st.text(alphabet=" .:\n\tmanimcode-block=`~#ab", max_size=200))
def test_no_text_breaks_the_reading_of_docs(words):
    list(rst.examples(words))
    list(markdown.examples(words))


# --- Markdown ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fence",
    [
        "```python\n{}```",
        "```\n{}```",
        "~~~py\n{}~~~",
        "````python\n{}````",
        "``` python title=x\n{}```",
    ],
)
def test_fenced_python_is_an_example_below_its_heading(fence):
    prose = "# Title\n\n```bash\n# no title\n```\n\nA dot waits.\n\n" + fence.format(SCENE)
    [example] = markdown.examples(prose)
    assert example.code == SCENE
    assert example.context == "Title\n\nA dot waits."
    assert prose.split("\n")[example.line - 1] == "class A(Scene):"


SCENE_IN_A_FENCE = "```\nclass S(Scene):\n def construct(self): 1\n```\n"


def test_many_examples_below_one_heading_are_read_in_time():
    found = list(markdown.examples(f"# Head #{' #' * 50_000}\n" + SCENE_IN_A_FENCE * 8000))
    assert len(found) == 8000
    assert found[0].context == found[-1].context == "Head"


@pytest.mark.parametrize(
    ("above", "context"),
    [
        ("# One\n## Two ##\nWords.\n", "Two\n\nWords."),
        ("# From C# to F#\n", "From C# to F#"),
        ("# Programs\n\nExample:\n\n", ""),
        ("```\nx\n```\nThen <b>this</b>:\n", "Then this:"),
    ],
)
def test_the_words_above_a_fence_are_its_context(above, context):
    [example] = markdown.examples(f"{above}```\n{SCENE}```\n")
    assert example.context == context


def test_a_fence_in_a_quotation_holds_what_is_quoted():
    prose = "".join(f"> {line}\n" for line in f"```\n{SCENE}```".split("\n"))
    assert [example.code for example in markdown.examples(prose)] == [SCENE]


def test_the_prompts_of_a_session_in_a_fence_are_no_code():
    typed = "".join(f"... {line}\n" for line in SCENE.splitlines())
    [example] = markdown.examples(f"```python\n>>> import os\n{typed}```\n")
    assert example.code == f"import os\n{SCENE}"


def test_fences_in_a_list_are_dedented_and_other_languages_left():
    indented = "".join(f"   {line}\n" for line in SCENE.splitlines())
    prose = f"1. Do\n\n   ```python\n{indented}   ```\n\n```js\n{SCENE}```\n"
    assert [example.code for example in markdown.examples(prose)] == [SCENE]


def test_of_several_fences_in_an_answer_the_longest_python_is_the_code():
    answer = f"```bash\n{'pip ' * 99}\n```\n```python\nx\n```\n```python\n{SCENE}```"
    assert answers.unfenced(answer) == SCENE
    assert answers.unfenced(SCENE) == SCENE
    shown = f'def f():\n    """As in\n\n    ```python\n    f()\n    ```\n    """\n\n{SCENE}'
    assert answers.unfenced(shown) == shown
    damaged = f"<s> ```python\n{SCENE}``` </s>"  # a fence that closes what none opened
    assert answers.unfenced(damaged) == damaged


# --- words of a video ----------------------------------------------------------------------------


SAID = "rained, or does a tree only think that it has?"
TIMES = "00:00:00,000 --> 00:00:01,433"


class Files(dict):
    """Files by path, as much of a Tree as reading words needs."""

    def read(self, path: str) -> bytes:
        return self[path].encode()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"DESCRIPTION.md": "#shorts\nA proof.\n\n---------\nTimetable:"}, "A proof."),
        ({"DESCRIPTION.md": "<what the video is about>\n\n-----\n"}, ""),
        ({"SCRIPT.md": "---\ntitle: T\n---\n\n\\hrule\n\n" + SAID}, SAID),
        ({"SCRIPT.md": "---\ntitle: T\n---\n\n---\nINTRODUCTION\n---\n\nScript..."}, ""),
        ({"SCRIPT.md": "---\ntitle: <title>\n---\n\n<text>\n"}, ""),
        ({"a.srt": f"1\n{TIMES}\nHas it\n\n2\n0{TIMES}\n{SAID}\n"}, f"Has it {SAID}"),
        ({"a.srt": f"1\n{TIMES}\n{SAID}\n", "SCRIPT.md": "Written."}, SAID),
        ({"a.srt": f"1\n{TIMES}\nSubtitles!\n", "SCRIPT.md": f"Or: {SAID}"}, f"Or: {SAID}"),
    ],
    ids=["description", "template", "script", "script begun", "template script", "subtitles",
         "what was spoken", "a trial of subtitles"],
)  # fmt: skip
def test_a_folder_says_what_its_video_is_about_and_templates_say_nothing(files, words):
    files = {f"01-video/{name}": told for name, told in files.items()}
    assert video.words(Files(files), list(files)) == words


# --- sources -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"name": "x", "kind": "git"}, "x: url is missing"),
        ({"name": "x", "kind": "git", "url": "y", "pths": []}, "no such key: pths"),
        ({"name": "x", "kind": "git", "url": "y", "priority": "3"}, "priority must be a whole"),
        ({"name": "x", "kind": "git", "url": "y", "paths": "*.py"}, "paths must be a list"),
        ({"name": "-x", "kind": "git", "url": "y"}, "no name of a source"),
        ({"name": "x", "kind": "../x", "url": "y"}, "no kind of source"),
        ({"name": 3, "kind": "git", "url": "y"}, "name must be text"),
    ],
)
def test_an_entry_that_is_no_source_says_why(entry, told):
    with pytest.raises(SourceError, match=told):
        from_dict(entry)


def test_the_catalogue_is_whole():
    known = load()
    assert [s.priority for s in known] == sorted((s.priority for s in known), reverse=True)
    for source in known:
        assert 1 <= source.priority <= 5
        assert source.dialect in ("", "ce", "gl", "cairo")
        if source.kind == "git":
            assert len(source.revision) == 40
        for pattern in (*source.paths, *source.exclude, *source.library):
            assert matches("x", [pattern]) in (True, False)
    excluded = {"manim_chemistry": "docs/build/a.rst", "reducible": "example_scenes.py",
                "math_to_manim": "legacy/x/.claude/a.py"}  # fmt: skip
    for name, path in excluded.items():
        assert [matches(path, s.exclude) for s in known if s.name == name] == [True]
    restricted = {source.name for source in known if source.restricted}
    assert {"vivek3141", "kilacoda", "manimbench"} <= restricted


def test_the_users_catalogue_adds_and_overrides(mdx, env, tmp_path):
    config = tmp_path / "config" / "mdx"
    config.mkdir(parents=True)
    (tmp_path / "a.py").write_text(f"from manim import *\n{SCENE}")
    (config / "sources.toml").write_text(
        f'[[source]]\nname = "szymon_ozog"\nkind = "local"\nurl = "{tmp_path}/a.py"\npriority = 5\n'
    )
    env = env | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = mdx("extract", "szymon_ozog", env=env)
    assert [orjson.loads(line)["metadata"]["path"] for line in done.stdout.splitlines()] == ["a.py"]
    (config / "sources.toml").write_text('[[source]]\nname = "x"\n')
    done = mdx("extract", "--list", env=env)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"sources.toml: x: kind is missing" in done.stderr


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("*.py", "a.py", True),
        ("*.py", "b/a.py", False),
        ("**/*.py", "a.py", True),
        ("**/*.py", "b/c/a.py", True),
        ("b/**", "b/c/a.py", True),
        ("b/**", "bc/a.py", False),
        ("[0-9][0-9]-*/s.py", "01-lopt/s.py", True),
        ("[!0-9]*", "1", False),
        ("a?c", "a/c", False),
        ("a+b.(c)", "a+b.(c)", True),
        ("[", "[", True),
    ],
)
def test_globs_cross_folders_with_two_stars_only(pattern, path, is_match):
    assert matches(path, [pattern]) is is_match


@given(st.text(max_size=30))
def test_an_escaped_path_matches_itself_alone(path):
    assert matches(path, [escaped(path)])
    assert not matches(path + "x", [escaped(path)])


@given(st.text(max_size=30))
def test_every_address_has_a_name_that_a_source_may_have(url):
    from_dict({"name": name_of(url), "kind": "git", "url": "x"})


# --- bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        (b"\xef\xbb\xbfx = 1\r\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), None),
        (b"x = 1\ry = 2", "x = 1\ny = 2"),
    ],
    ids=["BOM and CRLF", "a coding line", "CR"],
)
def test_python_is_decoded_as_python_does(raw, decoded):
    assert text.python(raw) == (decoded or "# -*- coding: latin-1 -*-\nx = 'é'\n")


@pytest.mark.parametrize("raw", [b"x = '\xff'\n", b"# coding: nonsense\n"], ids=["bytes", "name"])
def test_bytes_that_are_no_text_are_told(raw):
    with pytest.raises(Unreadable, match="cannot be decoded"):
        text.python(raw)


MIT = b"""MIT License

Copyright (c) 2020 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        (MIT, "MIT"),
        (b"Attribution-NonCommercial-ShareAlike 4.0 International\n\n===", "CC-BY-NC-SA-4.0"),
        (b"Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        (b"Attribution-NoDerivatives 4.0 International", "CC-BY-ND-4.0"),
        (b"All rights reserved.", ""),
        (b"\xff\xfe", ""),
    ],
    ids=["MIT", "non-commercial", "CC-BY", "no derivatives", "none", "bytes"],
)
def test_a_licence_is_known_by_its_text(words, licence):
    assert identified(words) == licence


def test_a_source_has_no_fields_that_its_dict_lacks():
    assert set(Source("a", "git", "b").as_dict()) == set(Source.__dataclass_fields__)
    assert isinstance(tree.Settings().max_file, int)


HOSTILE_WORDS = {
    "roles": (rst.plain, ":a" * 300_000),
    "blanks in a role": (rst.plain, ":a:`b" + " " * 300_000),
    "digits": (video._spoken, "1" * 300_000),
    "empty lines": (video.script_words, "\n" * 300_000),
    "a fence": (answers.unfenced, "```" + "a" * 300_000 + "`"),
}


@pytest.mark.parametrize(("read", "words"), HOSTILE_WORDS.values(), ids=HOSTILE_WORDS)
def test_hostile_words_are_read_in_time(read, words):
    assert len(read(words)) <= len(words)

"""Nothing that reads foreign text may take the square of its length."""

from collections.abc import Callable

import pytest
from growth import assert_linear

from mdx.sources import transcripts
from mdx.sources.formats import docstrings, example, html, markdown, notebook, rst, text, video
from mdx.sources.kinds import huggingface
from mdx.sources.rows import answers, opened, several


def examples(of: Callable[[str], object]) -> Callable[[str], object]:
    return lambda given: list(of(given))  # type: ignore[call-overload]


BODY = "    class A(Scene):\n        def construct(self): pass\n"

CASES: list[tuple[str, Callable[[str], object], Callable[[int], str]]] = [
    ("rst link, blanks", rst.plain, lambda n: "`a" + " " * n),
    ("rst link, words", rst.plain, lambda n: "`a " + "b " * n),
    ("rst links that do not end", rst.plain, lambda n: "`a <b" * n),
    ("rst links, marks", rst.plain, lambda n: " `" * n),
    ("rst roles", rst.plain, lambda n: ":a" * n + ":`"),
    ("rst role, long", rst.plain, lambda n: ":a:a:a:a:`" + "b" * n),
    ("rst role, open address", rst.plain, lambda n: ":a:`b<" + "<" * n),
    ("rst directives without blank lines", examples(rst.examples), lambda n: (
        ".. manim:: A\n" + BODY) * n),
    ("rst directives without a body", examples(rst.examples), lambda n: ".. manim::\n" * n),
    ("rst directives far apart", examples(rst.examples), lambda n: ".. manim:: A\n\n\n" * n),
    ("rst directive, blank lines", examples(rst.examples), lambda n: ".. manim:: A\n" + "\n" * n),
    ("rst options", examples(rst.examples), lambda n: ".. manim:: A\n" + "  :a: b\n" * n),
    ("rst titles", examples(rst.examples), lambda n: "=" * n + " a\n" + "=" * n + "a"),
    ("rst prompts", examples(rst.examples), lambda n: ".. code::\n\n" + "  >>> class A(\n" * n),
    ("docstrings", lambda t: list(docstrings.examples(t, "a")), lambda n: (
        'def f():\n    """F.\n\n    .. manim:: A\n\n' + BODY.replace("    class", "        class")
        + '    """\n') * n),
    ("imports, blank lines", example.imports_something, lambda n: "\n" * n),
    ("imports, indented", example.imports_something, lambda n: " \n" * n),
    ("imports, of nothing", example.imports_something, lambda n: "from\n" * n),
    ("imports of manim", example.ALL_OF_MANIM.search, lambda n: "\n" * n),
    ("scenes", example.SCENE.search, lambda n: "class\n" * n),
    ("scenes, blanks", example.SCENE.search, lambda n: "class a" + " " * n),
    ("markdown fences", examples(markdown.examples), lambda n: "```python\n" * n),
    ("markdown blocks", examples(markdown.examples), lambda n: "```python\n" + BODY * n + "```"),
    ("markdown blocks, many", examples(markdown.examples), lambda n: (
        "```python\n" + BODY + "```\n") * n),
    ("markdown fences of fences", examples(markdown.examples), lambda n: (
        "".join("`" * (3 + i % 90) + "\n" for i in range(n)))),
    ("markdown quotes", examples(markdown.examples), lambda n: "> " * n + "```"),
    ("markdown headings", examples(markdown.examples), lambda n: "# a" + " #" * n),
    ("markdown tags", examples(markdown.examples), lambda n: "<a" * n + "\n```\n" + BODY + "```"),
    ("HTML, blanks", html.as_markdown, lambda n: "<p>" + "</code>" + " " * n),
    ("HTML, programs", html.as_markdown, lambda n: "<p>" + "<pre><code" * n),
    ("HTML, tags", html.as_markdown, lambda n: "<p>" + "<a" * n),
    ("base64, blanks", opened.BASE64.fullmatch, lambda n: "a" * n + " " * n + "!"),
    ("names of rivals", several.SIDE.fullmatch, lambda n: "_" * n + "!"),
    ("unfenced", answers.unfenced, lambda n: "(```\n" + "~~~\n```\n" * n),
    ("a notebook's magic", notebook.LINE_MAGIC.fullmatch, lambda n: " " * n + "a" * n),
    ("a notebook's blanks", notebook._python, lambda n: "(\n" + " " * n + "%%"),
    ("a notebook's cells", lambda t: notebook.parsed(t.encode(), ""), lambda n: (
        '{"cells": [' + ",".join(['{"cell_type": "markdown", "source": "a"},'
                                  '{"cell_type": "code", "source": "x = 1"}'] * n) + "]}")),
    ("placeholder", video.PLACEHOLDER.fullmatch, lambda n: " " * n + "<a" * n),
    ("about a video", video._about, lambda n: "-" * n + "a\n" + "#\n" * n),
    ("front matter", video.script_words, lambda n: "---\n" + "--\n" * n),
    ("typesetting", video.script_words, lambda n: "\\a" * n + "\n" * n),
    ("subtitles", video._spoken, lambda n: "1\n" * n),
    ("subtitles, long numbers", video._spoken, lambda n: "1" * n + "\n" + "1" * n),
    ("card of a data set", huggingface.licence_in, lambda n: "---\n" + "license: a\n" * n),
    ("card, blank lines", huggingface.licence_in, lambda n: "---\nlicense: a" + "\n" * n + "---"),
    ("video address", transcripts.video_id, lambda n: "youtube.com/watch?" * n),
    ("video address, parts", transcripts.video_id, lambda n: "youtube.com/watch?" + "&" * n),
    ("transcript", lambda t: transcripts.fitting([(0.0, w) for w in t.split()], "Circle"),
     lambda n: "circle " * n),
    ("line ends", lambda t: text.prose(t.encode()), lambda n: "\r\r\n" * n),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "make"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_text_is_read_in_linear_time(
    function: Callable[[str], object], make: Callable[[int], str]
) -> None:
    assert_linear(function, make)

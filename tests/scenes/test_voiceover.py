"""A scene that speaks becomes one that shows the same in silence, and keeps its words."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.scenes.voiceover import plain_voiceover

HEAD = "from manim import *\nfrom manim_voiceover import VoiceoverScene\n"


def construct(*lines: str, base: str = "VoiceoverScene", indent: str = "    ") -> str:
    """A scene whose construct has these lines."""
    body = "\n".join(indent * 2 + line if line else "" for line in lines)
    return f"{HEAD}\n\nclass A({base}):\n{indent}def construct(self):\n{body}\n"


def silent(*lines: str, indent: str = "    ") -> list[str]:
    """The lines that construct has afterwards, without what all lines of it begin with."""
    text = plain_voiceover(construct(*lines, indent=indent))
    ast.parse(text)
    return [line.removeprefix(indent * 2) for line in text.split("\n")[5:-1]]


CASES = {
    "a block's body takes its place": (
        ["with self.voiceover(text='hello'):", "    self.play(x)", "    # why", "    self.wait()"],
        ["self.play(x)", "# why", "self.wait()"],
    ),
    "positional text, tracker unused": (
        ["with self.voiceover('hello') as trk:", "    self.play(x)", "", "self.wait()"],
        ["self.play(x)", "", "self.wait()"],
    ),
    "triple quotes over lines": (
        ['with self.voiceover(text="""one', 'two""") as t:', "    self.play(x)"],
        ["self.play(x)"],
    ),
    "nothing but pass waits for the words": (
        ["with self.voiceover(text='one two three four five'):", "    pass"],
        ["self.wait(2.0)"],
    ),
    "a duration becomes a number": (
        ["with self.voiceover(text='a b c d e') as t:", "    self.play(x, run_time=t.duration/2)"],
        ["self.play(x, run_time=2.0/2)"],
    ),
    "a loop on the time that is left ends": (
        [
            "with self.voiceover(text='a b c d e') as t:",
            "    while t.get_remaining_duration() > 1:",
            "        self.wait(.1)",
        ],
        [
            "t_end = self.renderer.time + 2.0",
            "while max(t_end - self.renderer.time, 0) > 1:",
            "    self.wait(.1)",
        ],
    ),
    "a bookmark becomes a wait for the words before it, less what is played": (
        [
            "with self.voiceover(text='''a b c d e <bookmark mark='1'/> f g h i j",
            "                    <bookmark mark='2'/> k'''):",
            "    self.wait_until_bookmark('1')",
            "    self.play(x)",
            "    self.wait_until_bookmark('2')",
        ],
        ["self.wait(2.0)", "self.play(x)", "self.wait(1.0)"],
    ),
    "what is left of it is never no time to wait or to play": (
        [
            "with self.voiceover(text='a b c d e') as t:",
            "    self.play(x, run_time=t.get_remaining_duration())",
            "    self.safe_wait(t.get_remaining_duration())",
        ],
        [
            "t_end = self.renderer.time + 2.0",
            "self.play(x, run_time=max(t_end - self.renderer.time, 0.1))",
            "self.wait(max(t_end - self.renderer.time, 0.1))",
        ],
    ),
    "what else holds a block's body stays": (
        [
            "with self.voiceover(",
            "    text='a b c d e'",
            ") as t, still(x) as y:",
            "    y.move(t.get_remaining_duration())",
            "with still(x), self.voiceover('a'):",
            "    self.wait()",
        ],
        [
            "t_end = self.renderer.time + 2.0",
            "with still(x) as y:",
            "    y.move(max(t_end - self.renderer.time, 0))",
            "with still(x):",
            "    self.wait()",
        ],
    ),
    "words without a block go": (["self.voiceover('a')", "self.wait()"], ["self.wait()"]),
    "services go": (
        ["self.set_speech_service(", "    GTTSService(lang='en')  # free", ")", "self.wait()"],
        ["self.wait()"],
    ),
    "so does the switch for embedded sessions": (
        ["self.voiceovers_in_embed = True", "self.wait()"],
        ["self.wait()"],
    ),
    "a block in a block": (
        [
            "with self.voiceover('a'):",
            "    for i in y:",
            "        with self.voiceover('b'):",
            "            self.play(i)",
        ],
        ["for i in y:", "    self.play(i)"],
    ),
    "within a string nothing moves": (
        ["with self.voiceover('a'):", '    s = """x', "        y", '    """', "    self.add(s)"],
        ['s = """x', "        y", '    """', "self.add(s)"],
    ),
    "on one line": (["with self.voiceover('a'): self.play(x)"], ["self.play(x)"]),
    "letters of many bytes": (
        ["with self.voiceover('é 数学'): self.play('é', x)", "y = '数'"],
        ["self.play('é', x)", "y = '数'"],
    ),
    "no speech at all": (["self.wait()"], ["self.wait()"]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_blocks_are_taken_apart_by_their_positions(before, after):
    assert silent(*before) == after


@pytest.mark.parametrize("indent", ["\t", "  ", "        "])
def test_any_indentation_is_kept(indent):
    inner = ["with self.voiceover('a') as t:", f"{indent}if x:", f"{indent}{indent}self.wait()"]
    assert silent(*inner, indent=indent) == ["if x:", f"{indent}self.wait()"]


BASES = {
    "VoiceoverScene": "Scene",
    "VoiceoverScene, ThreeDScene": "ThreeDScene",
    "ZoomedScene, VoiceoverScene": "ZoomedScene",
    "VoiceoverScene, Mixin": "Scene, Mixin",
    "Mixin, VoiceoverScene, metaclass=M": "Mixin, Scene, metaclass=M",
}


@pytest.mark.parametrize(("before", "after"), BASES.items())
def test_the_class_keeps_its_other_bases(before, after):
    assert f"class A({after}):" in plain_voiceover(construct("self.wait()", base=before))


def test_imports_of_the_voice_go_with_their_lines():
    text = plain_voiceover(
        HEAD + "from manim_voiceover.services.gtts import GTTSService\nimport numpy as np\n"
        "class A(VoiceoverScene):\n    def construct(self):\n"
        "        self.set_speech_service(GTTSService())\n"
    )
    assert text == (
        "from manim import *\nimport numpy as np\n"
        "class A(Scene):\n    def construct(self):\n        pass\n"
    )


def test_what_only_the_voice_brought_is_imported_from_manim():
    text = plain_voiceover(
        "from manim_voiceover import VoiceoverScene\nclass A(VoiceoverScene): x = 1\n"
    )
    assert text == "from manim import Scene\nclass A(Scene): x = 1\n"


def test_manimgl_has_its_clock_on_the_scene():
    source = construct(
        "with self.voiceover('a') as t:", "    self.wait(t.get_remaining_duration(buff=1))"
    ).replace("from manim import", "from manimlib import")
    assert "self.wait(max(t_end - self.time + 1, 0.1))" in plain_voiceover(source)


LINES = st.sampled_from([
    "with self.voiceover('a b') as t:", "    self.play(x, run_time=t.duration)", "    pass",
    "self.set_speech_service(S())", "    with self.voiceover(text=e.tex + 'b'):", "        pass",
    "self.wait_until_bookmark('1')", "# a comment", '    s = """a', '  b"""', "x = 1; y = 2",
    "    self.wait_until_bookmark(mark)", "", "    t.get_remaining_duration(); z = 1", "if x:",
])  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_whatever_parses_still_parses(lines):
    source = construct(*lines, "x = 1")
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return
    result = plain_voiceover(source)
    nodes = ast.walk(ast.parse(result))
    assert not any(isinstance(node, ast.Attribute) and node.attr == "voiceover" for node in nodes)

"""The words that are already in a scene."""

import ast

import pytest

from mdx.scenes import narration


def calls(text: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") in narration.SPEAKERS]  # fmt: skip


SPOKEN = {
    "a voiceover": ("self.voiceover(text='A circle.')", "A circle."),
    "by its place": ("self.voiceover('A circle.')", "A circle."),
    "added text": ("self.add_voiceover_text('A circle.')", "A circle."),
    "a subcaption": ("self.add_subcaption('A circle.', duration=1)", "A circle."),
    "a subcaption by keyword": ("self.add_subcaption(content='A circle.')", "A circle."),
    "the subcaption of what is played": ("self.play(x, subcaption='A circle.')", "A circle."),
    "the subcaption of a wait": ("self.wait(2, subcaption='A circle.')", "A circle."),
    "what is played itself is no word": ("self.play('A circle.')", ""),
    "notes of a slide": ("self.next_slide(notes='A circle.')", "A circle."),
    "a number of a slide": ("self.next_slide(3)", ""),
    "bookmarks": ("self.voiceover(\"A <bookmark mark='1'/>circle.\")", "A circle."),
    "an f-string": ("self.voiceover(f'A {colour} circle.')", "A circle."),
    "a text with a method": ("self.voiceover('  A circle. '.strip())", "A circle."),
    "over several lines": ('self.voiceover("""A\n   circle.""")', "A circle."),
    "in the order of the source": (
        "with self.voiceover('One.'):\n    self.add_subcaption('Two.')\nself.wait(subcaption='3.')",
        "One.\nTwo.\n3.",
    ),
}


@pytest.mark.parametrize(("text", "said"), SPOKEN.values(), ids=SPOKEN)
def test_what_a_scene_says_is_its_narration_a_call_a_line(text, said):
    assert narration.narration(calls(text)) == said


def test_sections_are_named_in_their_order():
    text = "self.next_section('One  x')\nself.next_section()\nself.next_section(name='Two')"
    assert narration.sections(calls(text)) == "One x\nTwo"
    assert narration.narration(calls(text)) == ""


def test_words_before_each_bookmark_are_counted():
    text = "a b <bookmark mark='x'/> c <bookmark mark=\"y\"/> d e"
    assert narration.marks(text) == (5, {"x": 2, "y": 3})

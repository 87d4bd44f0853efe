"""What of changed copies each level finds, and that it takes no stranger for one."""

import ast
import random
import re

import pytest

from mdx.records.jsonl import Line
from mdx.same.fingerprints import Fingerprint, fingerprints
from mdx.same.jaccard import Index, jaccard

SCENES, STRANGERS = 60, 450  # of which about 100,000 pairs can be made
HEAD = "from manimlib.imports import *\nimport random as rnd\n\n\nclass {}(Scene):\n"
STATEMENTS = (
    "{v} = {shape}(color={color}, fill_opacity=0.{n}5).shift({n} * {side})",
    "{v} = TextMobject('{word} {n}', color={color})",
    "self.play(ShowCreation({v}), run_time=({n}))",
    "self.play({v}.shift, ({n} + rnd.random()) * {side}, rate_func=smooth)",
    "{v} = VGroup(*[{shape}(radius=({k} + 1) / {n}) for {k} in range({n})])",
    "for {k}, {v} in enumerate([{n}, 2, (3)]): self.add({shape}(side_length={k} * {v}))",
    "self.play(FadeOut({v}), Write(TexMobject(f'{word}_{{{v}}}')))",
    "{v}.next_to({v}, {side}, buff=0.{n}).rotate({n} * PI / 4)",
    "self.wait({n})",
    "if len({v}) > {n}: {v}.set_color({color})",
    "{v} = lambda {k}: {k} ** 2 - {n} * {k}",
    "{v} = self.get_graph(lambda {k}: np.sin({n} * {k}), x_min=-{n}, color={color})",
)
WORDS = "area bound circle delta epsilon field gauss homotopy integral jordan kernel limit".split()
SHAPES = ("Circle", "Square", "Triangle", "Dot", "Star", "Annulus", "RegularPolygon", "Line")
COLORS = ("RED", "BLUE", "GREEN", "YELLOW", "PURPLE", "ORANGE", "TEAL", "WHITE")
DIALECT = {
    "ShowCreation": "Create", "TextMobject": "Tex", "TexMobject": "MathTex", "get_graph": "plot",
    "manimlib": "manim",
}  # fmt: skip


def scene(number: int) -> str:
    """A scene of ten to thirty statements, another for each number."""
    rng = random.Random(number)
    body = [
        rng.choice(STATEMENTS).format(
            v=rng.choice("abcde") + rng.choice(WORDS), k=rng.choice("ijkm"), n=rng.randint(1, 9),
            shape=rng.choice(SHAPES), color=rng.choice(COLORS), word=rng.choice(WORDS),
            side=rng.choice(["UP", "DOWN", "LEFT", "RIGHT"]),
        )
        for _ in range(rng.randint(10, 30))
    ]  # fmt: skip
    lines = "\n".join(f"        {line}  # step" for line in body)
    return f"{HEAD.format(f'Scene{number}')}    def construct(self):\n{lines}\n"


def rewritten(code: str) -> str:
    return ast.unparse(ast.parse(code))


def laid_out(code: str) -> str:
    """Calls over several lines, with a comma at their end and brackets that say nothing."""
    broken = re.sub(r"(?<=\w)\((?!self|Scene)([^(),=:\n]+)\)", r"(\n    (\1),\n  )", code)
    return f"# Laid out.\n\n{broken}"


def renamed(code: str) -> str:
    tree = ast.parse(code)
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and type(n.ctx) is ast.Store}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    names = {name: f"v_{i}" for i, name in enumerate(sorted(bound))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names[node.arg]
    return ast.unparse(tree)


def annotated(code: str) -> str:
    code = code.replace("(self):", "(self) -> None:").replace("(Scene):", "(Scene):\n    'Doc.'\n")
    return f"import itertools\nfrom typing import Any\n{code}"


def ported(code: str) -> str:
    return re.sub(r"\w+", lambda word: DIALECT.get(word[0], word[0]), code)


def longer(code: str) -> str:
    return f"{code}        self.wait(2)\n        self.play(FadeOut(Group(*self.mobjects)))\n"


def all_of_it(code: str) -> str:
    other = dict(zip(COLORS, (*COLORS[1:], COLORS[0]), strict=True))
    code = re.sub(r"\b[A-Z]+\b", lambda word: other.get(word[0], word[0]), renamed(ported(code)))
    return re.sub(r"self\.wait\(\d\)", "self.wait(0.5)", code)


def given(code: str) -> list[Fingerprint]:
    codes = [code] if isinstance(code, str) else code
    lines = (Line("x", i, b"", {"code": code}) for i, code in enumerate(codes))
    return [fingerprint for _, fingerprint in fingerprints(lines, "near", 1)]


def level(one: Fingerprint, other: Fingerprint) -> float:
    """How alike: 3 with the same form, 2 but for names, else the lesser similarity."""
    if one.form == other.form:
        return 3
    if one.renamed == other.renamed:
        return 2
    return min(jaccard(a, b) for a, b in zip(one.shingles, other.shingles, strict=True))


@pytest.mark.parametrize(
    ("change", "least", "share"),
    [
        (laid_out, 3, 1.0),
        (rewritten, 3, 0.95),
        (renamed, 2, 0.99),
        (annotated, 2, 0.99),
        (ported, 0.85, 0.95),
        (longer, 0.7, 0.9),
        (all_of_it, 0.7, 0.8),
    ],
)
def test_of_changed_copies_a_level_finds_its_share(change, least, share):
    codes = [scene(number) for number in range(SCENES)]
    changed = [change(code) for code in codes]
    assert all(one != other for one, other in zip(codes, changed, strict=True))
    levels = [level(*pair) for pair in zip(given(codes), given(changed), strict=True)]
    assert sum(how >= least for how in levels) >= share * SCENES


def test_no_stranger_is_taken_for_a_copy():
    index = Index(0.7)
    seen: set[int] = set()
    for fingerprint in given([scene(number) for number in range(STRANGERS)]):
        assert index.near(*fingerprint.shingles) == []
        assert fingerprint.renamed not in seen
        index.add(*fingerprint.shingles)
        seen.add(fingerprint.renamed)

"""mdx-dedupe: what is dropped, and for whose sake."""

import gzip
import json
import random

import jaccard_oracle as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SCENES

from mdx.records.jsonl import Line
from mdx.same.fingerprints import fingerprints
from mdx.same.seen import Seen

BODY = ["self.wait()", "c = Circle()", "s = Square(color=RED)", "self.play(Create(c))",
        "self.play(Create(s), run_time=2)", "self.add(Text('a b'))", "self.wait(2)"]  # fmt: skip
SCENE = "from manim import *\n\nclass {}(Scene):\n    def construct(self):\n        {}\n"
LONG = SCENE.format("Long", "\n        ".join(f"self.play(Create(Dot({i})))" for i in range(40)))
NEAR = LONG.replace("Dot(39)", "Dot(40)")


def scene(*body: str) -> str:
    return SCENE.format("S", "\n        ".join(body) or "pass")


def rows(*codes: str, **more) -> bytes:
    return b"".join(json.dumps({"code": code} | more).encode() + b"\n" for code in codes)


def dump(*records: dict) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in records)


def codes(out: bytes) -> list[str]:
    return [json.loads(line)["code"] for line in out.splitlines()]


def rejects(folder) -> list[tuple[str, str, str, float]]:
    rejects = map(json.loads, (folder / "r").read_bytes().splitlines())
    return [(r["where"], r["reason"], r["survivor"], r["similarity"]) for r in rejects]


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        (["--exact"], ["a = 1", "a=1  # one", "b = 1", LONG, NEAR]),
        ([], ["a = 1", "b = 1", LONG, NEAR]),
        (["--renamed"], ["a = 1", LONG, NEAR]),
        (["--near", "0.9"], ["a = 1", LONG]),
        (["--near", "1"], ["a = 1", LONG, NEAR]),
    ],
    ids=["the same bytes", "the same tokens", "but for names", "nearly the same", "no less"],
)
def test_the_first_of_the_same_code_stays(mdx, level, kept):
    given = rows("a = 1", "a=1  # one", "b = 1", "a = 1", LONG, NEAR)
    done = mdx("dedupe", *level, input=given)
    assert done.returncode == 0
    assert codes(done.stdout) == kept


@pytest.mark.parametrize("level", [[], ["--exact"], ["--renamed"], ["--near", "0.1"]])
def test_empty_code_is_never_a_copy(mdx, level):
    given = rows("", "", " \n", " \n") + b"{}\n{}\n"
    assert mdx("dedupe", *level, input=given).stdout == given


def test_code_that_does_not_tokenise_is_compared_by_its_bytes(mdx):
    given = rows("f(", "f( ", "f(", "'", "'")
    assert codes(mdx("dedupe", "--near", "0.1", input=given).stdout) == ["f(", "f( ", "'"]


def test_rejects_name_the_survivor_the_kind_and_the_similarity(mdx, tmp_path):
    given = rows("a = 1", LONG, "a = 1", "a=1", "b = 1", NEAR)
    mdx("dedupe", "--near", "0.9", "--rejects", "r", input=given)
    *others, near = rejects(tmp_path)
    assert others == [
        ("stdin:3", "exact", "stdin:1", 1.0),
        ("stdin:4", "layout", "stdin:1", 1.0),
        ("stdin:5", "renamed", "stdin:1", 1.0),
    ]
    assert near == ("stdin:6", "near", "stdin:2", round(oracle.similarity(LONG, NEAR), 4))


def test_both_sides_of_a_threshold_are_exact(mdx):
    value = oracle.similarity(LONG, NEAR)
    at, above = (mdx("dedupe", "--near", t, input=rows(LONG, NEAR)) for t in (value, value + 1e-9))
    assert codes(at.stdout) == [LONG]
    assert codes(above.stdout) == [LONG, NEAR]


def test_a_survivor_is_named_by_its_own_file(mdx, tmp_path):
    (tmp_path / "a").write_bytes(rows("a = 1", "b = 1"))
    (tmp_path / "b").write_bytes(rows("c = 1", "b = 1", "c = 1"))
    mdx("dedupe", "a", "b", "--rejects", "r")
    assert [(where, by) for where, _, by, _ in rejects(tmp_path)] == [
        ("b:2", "a:2"),
        ("b:3", "b:1"),
    ]


def test_against_drops_copies_and_never_writes_its_own_records(mdx, tmp_path):
    (tmp_path / "test.jsonl.gz").write_bytes(gzip.compress(rows("a = 1", LONG)))
    flags = ["--against", "test.jsonl.gz", "--near", "0.9", "--rejects", "r"]
    done = mdx("dedupe", *flags, input=rows("b = [2]", NEAR, "a = 1"))
    assert codes(done.stdout) == ["b = [2]"]
    assert [by for _, _, by, _ in rejects(tmp_path)] == ["test.jsonl.gz:2", "test.jsonl.gz:1"]
    assert b"3 read, 1 written, 2 dropped" in done.stderr


def test_against_reports_bad_lines_and_goes_on(mdx, tmp_path):
    (tmp_path / "t").write_bytes(b"nonsense\n" + rows("a = 1"))
    done = mdx("dedupe", "--against", "t", input=rows("a = 1", "b = 1"))
    assert codes(done.stdout) == ["b = 1"]
    assert done.returncode == 1
    assert b"mdx-dedupe: t:1: invalid JSON" in done.stderr


@pytest.mark.parametrize(
    ("keys", "kept"),
    [("priority", "high"), ("quality", "good"), ("described", "told"), ("longest", "long"),
     ("described,priority", "told"), ("priority,described", "high")],
)  # fmt: skip
def test_prefer_decides_which_copy_stays(mdx, keys, kept):
    given = dump(
        {"id": "first", "code": "a = 1"},
        {"id": "high", "code": "a=1", "metadata": {"priority": 5}},
        {"id": "good", "code": "a = 1 #", "metadata": {"quality": 0.9}},
        {"id": "told", "code": "a =1", "description": "Add."},
        {"id": "long", "code": "a = 1  # one"},
    )
    done = mdx("dedupe", "--prefer", keys, input=given)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [kept]


def test_with_prefer_the_choice_does_not_depend_on_the_order(mdx):
    rng = random.Random(3)
    scenes = [scene(*(rng.choice(BODY) for _ in range(rng.randrange(1, 9)))) for _ in range(80)]
    lines = [dump({"code": code, "n": i}) for i, code in enumerate(scenes)]
    results = []
    for _ in range(3):
        rng.shuffle(lines)
        flags = ["--near", "0.6", "--prefer", "longest"]
        done = mdx("dedupe", *flags, input=b"".join(lines))
        kept = done.stdout.splitlines(keepends=True)
        assert kept == [line for line in lines if line in kept]  # in the order they came in
        results.append(sorted(kept))
    assert results[0] == results[1] == results[2]
    assert 2 < len(results[0]) < 70


def test_mark_drops_nothing_and_annotates_every_record(mdx):
    done = mdx("dedupe", "--mark", "--near", "0.9", input=rows("a = 1", LONG, "a=1", NEAR, "z()"))
    marks = [json.loads(line)["metadata"] for line in done.stdout.splitlines()]
    assert [mark["duplicate_of"] for mark in marks] == ["", "", "stdin:1", "stdin:2", ""]
    assert [type(mark["similarity"]) for mark in marks] == [float] * 5
    assert marks[2]["similarity"] == 1 > marks[3]["similarity"] > 0.9 > marks[4]["similarity"] == 0
    weighted = [mark["similarity_weighted"] for mark in marks]
    assert weighted[2] == 1 > weighted[3] > 0.9 > weighted[4] == 0.0


@pytest.mark.parametrize(
    ("by", "reasons"),
    [
        ("description", ["description of the same code", "description of other code"]),
        ("both", ["exact with the same description", "description of other code",
                  "layout with another description"]),
    ],
)  # fmt: skip
def test_words_and_code_are_told_apart(mdx, tmp_path, by, reasons):
    given = dump(
        {"code": "a()", "description": "Draw a circle."},
        {"code": "a()", "description": "draw a  circle"},
        {"code": "b()", "description": "Draw a circle!"},
        {"code": "a( )", "description": "Draw a round thing."},
        {"code": "c()", "description": ""},
        {"code": "d()", "description": "[PENDING_DESCRIPTION] c"},
    )
    mdx("dedupe", "--by", by, "--rejects", "r", input=given)
    assert [reason for _, reason, _, _ in rejects(tmp_path)] == reasons


def test_report_has_an_object_for_each_group(mdx, tmp_path):
    given = dump(
        {"code": "a = 1", "source": "one"}, {"code": "b()", "source": "one"},
        {"code": "a=1", "source": "two"}, {"code": "a = 1", "source": "one"},
    )  # fmt: skip
    mdx("dedupe", "--report", "groups.jsonl", input=given)
    assert json.loads((tmp_path / "groups.jsonl").read_bytes()) == {
        "survivor": "stdin:1", "source": "one", "size": 3, "kinds": {"layout": 1, "exact": 1},
        "sources": ["one", "two"],
        "members": [
            {"where": "stdin:3", "kind": "layout", "source": "two", "similarity": 1.0},
            {"where": "stdin:4", "kind": "exact", "source": "one", "similarity": 1.0},
        ],
    }  # fmt: skip


def test_the_closing_line_gives_shares_by_kind_and_across_sources(mdx):
    done = mdx("dedupe", SCENES)
    assert b"12 read, 10 written, 2 dropped (1 exact, 1 layout), 0 failed" in done.stderr
    assert b"16.7% are copies: 8.3% exact, 8.3% layout" in done.stderr
    assert b"0 within a source and 2 across sources" in done.stderr
    assert b"more than half" not in done.stderr


def test_more_than_half_copies_is_a_warning_that_names_the_largest_group(mdx):
    done = mdx("dedupe", input=rows("b()", "b()", "a()", "a()", "a()"))
    warning = b"mdx-dedupe: more than half are copies; 2 of them of stdin:3, the most\n"
    assert warning in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    "flags",
    [["--near", "0"], ["--near", "1.1"], ["--near", "x"], ["--prefer", "best"], ["--jobs", "0"],
     ["--exact", "--near", "0.9"], ["--by", "description", "--renamed"], ["--by", "name"],
     ["--against", "missing"], ["--report", "no/such/folder/f"]],
    ids=" ".join,
)  # fmt: skip
def test_impossible_flags_are_refused_at_once(mdx, flags):
    done = mdx("dedupe", *flags, input=rows("a"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"mdx-dedupe: ")
    assert b"Traceback" not in done.stderr


HELPER = "".join(f"def helper_{n}(a):\n    return Circle(radius={n}).shift(a)\n" for n in range(30))
OTHER = "class Base(Scene):\n    def construct(self):\n        self.wait()\n        self.wait(2)\n"
ONE = "class One(Scene):\n    def construct(self):\n        self.add(helper_1(UP), helper_2(UP))\n"
TWO = "class Two(Scene):\n    def construct(self):\n        self.play(Write(Text('words')))\n"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([HELPER + ONE, HELPER + TWO], 2),
        ([HELPER + ONE, HELPER + ONE.replace("helper_2", "helper_3")], 2),
        ([HELPER + ONE, HELPER.replace("helper_9", "helper_99") + ONE], 1),
        ([HELPER + OTHER + "class A(Base): pass\n", HELPER + OTHER + "class B(Base): x = 1\n"], 2),
        ([HELPER + ONE + TWO, HELPER + TWO], 1),
    ],
    ids=["other scenes over the same helpers", "scenes of few words, one of them another",
         "the same scene over nearly the same helpers", "a scene that inherits what it does",
         "one scene more before it"],
)  # fmt: skip
def test_helpers_that_scenes_carry_along_do_not_make_them_alike(mdx, given, kept):
    assert len(codes(mdx("dedupe", "--near", "0.85", input=rows(*given)).stdout)) == kept


def test_the_scene_is_the_one_that_metadata_names(mdx):
    given = [HELPER + ONE + TWO, HELPER + ONE + TWO.replace("words", "text")]
    named = {"metadata": {"scene": "One"}}
    assert len(codes(mdx("dedupe", "--near", "0.85", input=rows(*given)).stdout)) == 2
    assert len(codes(mdx("dedupe", "--near", "0.85", input=rows(*given, **named)).stdout)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("level", [["--renamed"], ["--near", "0.7"]])
def test_the_number_of_cores_does_not_change_the_output(mdx, level):
    rng = random.Random(5)
    scenes = [scene(*(rng.choice(BODY) for _ in range(rng.randrange(1, 9)))) for _ in range(900)]
    one, two = (mdx("dedupe", *level, "--jobs", n, input=rows(*scenes)) for n in "12")
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr
    assert 0 < len(one.stdout.splitlines()) < 900


def survivors(codes: list[str], threshold: float) -> list[int]:
    """The places of what stays, as mdx-dedupe --near has it."""
    seen = Seen("near", threshold, "code")
    lines = [Line("x", i, b"", {"code": code}) for i, code in enumerate(codes)]
    stay = []
    for line, print_ in fingerprints(lines, "near", 1):
        if not seen.match(line, print_):
            seen.add(line, print_)
            stay.append(line.number)
    return stay


bodies = st.lists(st.sampled_from(BODY), min_size=1, max_size=12)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(bodies, min_size=1, max_size=14), st.sampled_from([0.3, 0.5, 0.7, 0.9, 1.0]))
def test_what_stays_is_what_a_comparison_of_all_pairs_leaves(many, threshold):
    """So what is dropped is near one that stays, no two that stay are near: no chains."""
    scenes = [scene(*body) for body in many]
    assert survivors(scenes, threshold) == oracle.kept(scenes, threshold)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.lists(bodies, min_size=2, max_size=12))
def test_a_lower_threshold_finds_all_that_a_higher_one_finds(many):
    scenes = [scene(*body) for body in many]
    for i in range(1, len(scenes)):
        pair = [scenes[0], scenes[i]]
        dropped = [len(survivors(pair, t)) == 1 for t in (0.2, 0.4, 0.6, 0.8, 1.0)]
        assert dropped == sorted(dropped, reverse=True)


def test_keys_are_equal_for_copies_and_nothing_is_dropped(mdx):
    given = rows("a = 1", "a=(1)", "b = 1", "", " ", {"a": 1})
    runs = []
    for flags in ([], ["--renamed"], ["--exact"]):
        done = mdx("dedupe", "--keys", *flags, input=given)
        assert (done.returncode, codes(done.stdout)) == (0, codes(given))
        runs.append([json.loads(line)["metadata"] for line in done.stdout.splitlines()])
    layout, renamed, exact = ([one["code_key"] for one in metadata] for metadata in runs)
    assert layout == renamed
    assert layout[0] == layout[1] != layout[2]
    assert len({*exact[:3]}) == 3
    assert layout[3:] == exact[3:] == ["", "", ""]
    assert all(len(key) == 32 for key in layout[:3] + exact[:3])
    names = [one["renamed_key"] for one in runs[1]]
    assert names[0] == names[1] == names[2]
    assert names[3:] == ["", "", ""]
    assert all(one.keys() == {"code_key"} for one in runs[0] + runs[2])


@pytest.mark.parametrize(
    "flags", [["--near", "0.9"], ["--by", "both"], ["--mark"], ["--prefer", "longest"]]
)
def test_keys_cannot_be_combined_with_flags_that_compare_records(mdx, flags):
    done = mdx("dedupe", "--keys", *flags, input=rows("a"))
    message = f"mdx-dedupe: --keys compares no records, {flags[0]} does\n"
    assert (done.returncode, done.stderr.decode()) == (2, message)

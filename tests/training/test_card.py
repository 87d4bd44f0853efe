"""What a card says, and that no text in a record can add anything to it."""

import re
from collections import Counter

import pytest

from mdx.records.jsonl import Line
from mdx.training.card import Facts, card, cell, table
from mdx.training.census import Census
from mdx.training.folder import File
from mdx.training.gallery import Gallery
from mdx.training.licences import NONE_STATED, on_a_hub, warning
from mdx.training.likeness import Likeness

FILES = {"train": File("train.jsonl", 10, 2)}
RUN = {"command": "mdx-export", "flags": ["--system", "two words"], "counts": {"read": 3}}


def facts(*records, runs=(RUN,), tokens=None) -> Facts:
    census = Census(tokens)
    for record in records:
        census.add([record], "train", record.get("description", ""), record.get("code", ""))
    likeness, name = Likeness(lambda record: "train"), "some tokenizer" if tokens else ""
    return Facts("messages", ["messages"], census, likeness, list(runs), [], name)


def record(**metadata) -> dict:
    return {"description": "Do.", "code": "x", "source": "s", "metadata": metadata}


def test_the_head_tells_hubs_of_files_sizes_licence_language_and_tags():
    text = card(facts(record(license="MIT", described_by="outline")), FILES, ["scene"])
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert head.splitlines() == [
        'pretty_name: "Manim code and requests for it: 1 row"', "license: mit",
        "language:", '- "en"', "task_categories:", "- text-generation",
        "size_categories:", "- n<1K", "tags:", "- manim", "- code", "- python", "- animation",
        "configs:", "- config_name: default", "  data_files:",
        '  - split: "train"', "    path: train.jsonl",
        "dataset_info:", "  splits:", '  - name: "train"', "    num_bytes: 10",
        "    num_examples: 2", "  download_size: 10", "  dataset_size: 10",
    ]  # fmt: skip
    assert body.strip().startswith("<!-- This card was written by mdx-export. -->")


def test_splits_and_languages_that_yaml_has_other_readings_of_stay_names():
    yaml = pytest.importorskip("yaml")
    files = {name: File(f"{name}.jsonl", 10, 2) for name in ("1", "no", "1e3", "null", "_")}
    head = card(facts(record(language="no")), files, []).split("---\n")[1]
    read = yaml.safe_load(head)
    assert read["language"] == ["no"]
    assert [one["split"] for one in read["configs"][0]["data_files"]] == list(files)
    assert [one["name"] for one in read["dataset_info"]["splits"]] == list(files)


def test_rewordings_are_counted():
    text = card(facts(record(variation_of="5fa86404fa55ce75"), record()), FILES, [])
    assert "\n\nAmong them: 1 rewording by mdx-augment.\n\n" in text


def test_licences_that_forbid_a_use_come_before_all_else():
    text = card(
        facts(record(license="MIT"), record(license="CC-BY-NC-SA-4.0"), record()), FILES, []
    )
    first = text[text.index("# Manim") : text.index("Rows in the format")]
    assert "CC-BY-NC-SA-4.0 (1 record): forbids commercial use" in first
    assert NONE_STATED in first
    assert "MIT" not in first
    assert "license: other" in text


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", ""), ("Apache-2.0 OR MIT", ""), ("", NONE_STATED),
        ("CC-BY-NC-4.0", "forbids commercial use"),
        ("CC-BY-ND-4.0", "forbids changed versions, such as excerpts"),
        ("GPL-3.0-only", "requires derived works to be shared under the same licence"),
        ("(MIT AND CC-BY-NC-4.0)", "forbids commercial use"),
        ("LicenseRef-manim", "has terms of its own, which you must read"),
        ("All rights reserved", "has terms of its own, which you must read"),
        ("BUSL-1.1", "has terms of its own, which you must read"),
        ("NOASSERTION", "has terms of its own, which you must read"),
        ("MIT OR Proprietary", "has terms of its own, which you must read"),
        ("NONE", NONE_STATED), ("()", NONE_STATED), ("0BSD", ""), ("mit", ""),
        ("cc-by-nc-2.5", "forbids commercial use"), ("CC-BY-2.5", ""),
        ("gpl-2.0+", "requires derived works to be shared under the same licence"),
        ("GPL-2.0-only WITH Classpath-exception-2.0",
         "requires derived works to be shared under the same licence"),
    ],
)  # fmt: skip
def test_what_a_licence_forbids_or_demands_is_put_in_words(licence, expected):
    assert warning(licence) == expected


@pytest.mark.parametrize(
    ("licences", "expected"),
    [(["MIT"], "mit"), (["GPL-3.0-only", "GPL-3.0-or-later"], "gpl-3.0"), (["MIT", "ISC"], "other"),
     ([""], "other"), (["LicenseRef-x"], "other"), ([], "other")],
)  # fmt: skip
def test_the_licence_for_a_hub_is_one_that_it_knows_or_other(licences, expected):
    assert on_a_hub(licences) == expected


HOSTILE = [
    "[a](javascript:x)", "<script>x</script>", "a | b", "# x", "![](http://x)", "`x`", "**x**",
    "a\nb", "\x1b[31m", "---", "&lt;", "https://x.example", "www.x.example", "\\[x](y)", "~~x~~",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_plain_words_in_one_cell(text):
    markdown_it = pytest.importorskip("markdown_it")
    rendered = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(
        table(("name",), [(cell(text),)])
    )  # fmt: skip
    assert re.findall(r"<(\w+)", rendered) == ["table", "thead", "tr", "th", "tbody", "tr", "td"]
    assert "\x1b" not in rendered


@pytest.mark.parametrize("key", ["source", "license", "dialect", "revision", "url", "described_by"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_of_a_record_adds_an_element_to_the_card(key, text):
    markdown_it = pytest.importorskip("markdown_it")
    md = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")

    def elements(value: str) -> Counter:
        one = record(**{"license": "MIT", "revision": "r", "dialect": "ce", key: value})
        one["source"] = value if key == "source" else "s"
        text = card(facts(one), FILES, []).split("---\n", 2)[2]
        return Counter(re.findall(r"<(\w+)", md.render(text)))

    extra = elements(text) - elements("plain")
    assert set(extra) <= {"blockquote", "ul", "li", "p", "strong"}  # of a warning about a licence


def test_commands_are_shown_as_given_with_counts_model_and_prompt():
    describe = {
        "command": "mdx-describe", "flags": ["--llm", "claude"], "version": "0.2.0",
        "date": "2026-01-01T00:00:00Z", "model": "claude-x", "prompt": "request",
        "counts": {"read": 5, "written": 4, "dropped": {"copy": 1}},
    }  # fmt: skip
    text = card(facts(record(), runs=[describe, RUN]), FILES, [])
    assert "mdx-describe --llm claude\nmdx-export --system 'two words'\n" in text
    assert "| 5 | 4 | 1 copy | claude-x request |" in text


def test_lengths_are_quantiles_and_tokens_are_counted_over_the_usual_limits():
    records = [{"description": "x" * n, "code": "y" * (50 * n)} for n in range(1, 102)]
    text = card(facts(*records, tokens=len), FILES, [])
    assert "| request, characters | 1 | 26 | 51 | 76 | 91 | 100 | 101 |" in text
    assert "61 over 2,048, 21 over 4,096, 0 over 8,192" in text


def line(code: str, description: str, split: str, **metadata) -> Line:
    record = {"code": code, "description": description, "metadata": {"split": split} | metadata}
    return Line("in", 1, b"", record)


CODE = "from manim import *\nclass {}(Scene):\n    def construct(self):\n        self.add({})\n"


def test_copies_are_counted_within_a_split_leaks_across_and_variations_only_as_leaks():
    likeness = Likeness(lambda record: record["metadata"]["split"])
    one, other = CODE.format("A", "Dot()"), CODE.format("B", "Square(side_length=3).rotate(2)")
    lines = [
        line(one, "Draw a dot.", "train"),
        line(one + "\n", "Show one.", "train"),
        line(one, "Put a dot there.", "train", variation_of="x"),
        line(one, "A point.", "test"),
        line(other, "Show a dot.", "test"),
    ]
    items = list(likeness.watch(((one, n) for n, one in enumerate(lines)), 1))
    assert [n for _, n in items] == [0, 1, 2, 3, 4]
    assert likeness.copies.total() == 1
    assert likeness.leaks == {"code": 1, "request": 1}


PNG = b"\x89PNG\r\n\x1a\n"


def test_a_gallery_shows_the_same_existing_pictures_whatever_the_order(tmp_path):
    names = [f"{n}.png" for n in range(30)]
    for name in names:
        (tmp_path / name).write_bytes(PNG + name.encode())
    (tmp_path / "text.png").write_bytes(b"no picture")
    odd = ["text.png", "nosuch.png", "../0.png", "", "a\0b.png"]
    chosen = []
    for order in (names + odd, odd[::-1] + names[::-1]):
        gallery = Gallery(str(tmp_path))
        for name in order:
            gallery.add({"description": name, "metadata": {"frame": name}})
        chosen.append(gallery.pictures())
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == 12
    assert all(re.fullmatch(r"frames/[0-9a-f]{16}\.png", name) for name in chosen[0])

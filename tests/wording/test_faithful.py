"""What a paraphrase lost or made up."""

import pytest
from growth import assert_linear

from mdx.wording.faithful import colours, infidelity, names, numbers


@pytest.mark.parametrize(
    ("original", "paraphrase", "fault"),
    [
        ("Draw 3 red dots.", "Please draw three red dots.", ""),
        ("Draw 3 red dots.", "Please draw four red dots.", "number"),
        ("Draw 3 red dots.", "Please draw three dots.", "colour"),
        ("Draw a dot.", "Draw a blue dot.", "made up"),
        ("Write $x^2$.", "Put $x ^2$ on screen.", ""),
        ("Write $x^2$.", "Put x squared on screen.", "formula"),
        ('Write "Hi there".', "Show the words “Hi there”.", ""),
        ('Write "Hi there".', "Write hello.", "words"),
        ("Explain what Fourier did.", "What did Fourier do?", ""),
        ("Explain what Fourier did.", "What did he do?", "name"),
        ("A gray line of length 2.5.", "One grey line, 2.5 long.", ""),
        ("Draw 2 dots of radius 2.", "Draw dots of radius 2.", "number"),
        ("Turn 2 dots round twice.", "Two dots turn round 2 times.", ""),
        ("A red dot and a red line.", "A red dot and a line.", "colour"),
        ("Show the axes of Euler.", "Show Euler's axes.", ""),
    ],
)
def test_a_paraphrase_keeps_what_matters(original, paraphrase, fault):
    assert fault in infidelity(original, paraphrase)
    assert bool(fault) == bool(infidelity(original, paraphrase))


@pytest.mark.parametrize(
    ("count", "text", "expected"),
    [
        (numbers, "one a 1 twice 2 twelve 3.5, v2", {"2": 2, "12": 1, "3.5": 1}),
        (numbers, "-3 and 1,000.", {"-3": 1, "1,000": 1}),
        (colours, "Gray and grey, golden: reddish", {"grey": 2, "gold": 1}),
    ],
)
def test_what_is_counted(count, text, expected):
    assert count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Draw what Euler saw.", {"Euler"}),
        ("One. Two! Three? Four: Five", set()),
        ("one.Two and a.  Three", {"Two"}),
        ("one\nTwo\n  Three", set()),
        ('He said "Hi". ("Then" he left', {"Hi"}),
        ('"Two words', set()),
        ("a\n“Two”", set()),
        ("the dogs’ Fourier’s 3 I 5 A", {"Fourier"}),
    ],
)
def test_a_name_is_a_capital_word_where_no_sentence_begins(text, expected):
    assert names(text) == expected


HOSTILE = {
    "formulas": lambda n: "".join(f"$a_{i}$ " for i in range(n)),
    "formulas without an end": lambda n: "\\( a " * n,
    "displayed formulas without an end": lambda n: "\\[ a " * n,
    "quotations": lambda n: "".join(f'"a{i}" ' for i in range(n)),
    "quotations without an end": lambda n: "“" * n,
    "names": lambda n: "draw Fourier " * n,
    "empty lines before no name": lambda n: "\n" * n + "#A " * n,
    "full stops": lambda n: ". " * n + "3 Big",
    "numbers": lambda n: "1,1" * n,
    "hyphens": lambda n: "a-" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_a_paraphrase_takes_twice_as_long(make):
    assert_linear(lambda text: infidelity(text, text), make)

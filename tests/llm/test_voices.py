"""Whose words a description is in."""

from collections import Counter

import pytest

from mdx.llm.voices import BadVoices, Voices, load

OURS = load()


def test_all_voices_are_drawn_about_as_often():
    counts = Counter(OURS.drawn(f"code {n}", 0).name for n in range(9000))
    assert len(counts) == len(OURS.all) == 45
    assert min(counts.values()) > 100
    assert max(counts.values()) < 320


def test_of_one_record_each_turn_has_another_voice_until_all_had_theirs():
    for code in ("", "a", "b"):
        assert len({OURS.drawn(code, 7, turn).name for turn in range(45)}) == 45
        assert OURS.drawn(code, 7, 45) == OURS.drawn(code, 7)


def test_a_voice_is_told_in_words():
    voices = Voices('[register]\npirate = "a pirate"\n[length]\nshort = "One line."\n')
    assert [tuple(voice) for voice in voices.all] == [
        ("pirate, short", "In the words of a pirate. One line.")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a pirate", "no TOML"),
        ("", "none of the tables"),
        ("[mood]\na = 'b'", "unknown table mood"),
        ("register = 'a'", "register must be a table"),
        ("[register]", "register must be a table"),
        ("[register]\na = 1", "register must be a table"),
        ("[register]\na = ' '", "register must be a table"),
    ],
)
def test_what_is_no_list_of_voices_says_why(text, reason):
    with pytest.raises(BadVoices, match=reason):
        Voices(text)

"""mdx/transcripts.py and mdx-describe --transcripts, with a package of our own for YouTube's."""

import sys

import pytest
from describing import describe, env, out, scene, server  # noqa: F401
from places import ROOT

from mdx.sources import transcripts
from mdx.sources.transcripts import NotInstalled, Transcripts, fitting, video_id

URL = "https://www.youtube.com/watch?v=abcdefghijk"
FAKE = """
import os

class NoTranscriptFound(Exception): pass
class IpBlocked(Exception): pass

class Snippet:
    def __init__(self, start, text): self.start, self.text = start, text

class Transcript:
    def __init__(self, code, words): self.language_code, self.words = code, words
    def fetch(self): return [Snippet(i, w) for i, w in enumerate(self.words)]

class YouTubeTranscriptApi:
    def __init__(self, http_client): assert http_client.request.keywords["timeout"]
    def list(self, video):
        with open(os.environ["ASKED"], "a") as file: file.write(video + "\\n")
        if video.startswith("none"): raise NoTranscriptFound("there is none")
        if video.startswith("block"): raise IpBlocked("\\nCould not retrieve, too often\\n")
        return [Transcript("de", ["Hallo"]), Transcript("en", ["hello there", "a pendulum swings"])]
"""
REQUESTS = "class Session:\n    def request(self): pass\n"


@pytest.fixture
def youtube(tmp_path, monkeypatch):
    """The package, and a function that tells which videos it was asked for."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "youtube_transcript_api.py").write_text(FAKE)
    (folder / "requests.py").write_text(REQUESTS)
    monkeypatch.syspath_prepend(str(folder))
    for name in ("requests", "youtube_transcript_api"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    asked = tmp_path / "asked"
    asked.touch()
    monkeypatch.setenv("ASKED", str(asked))
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))
    yield lambda: asked.read_text().split()
    for name in ("requests", "youtube_transcript_api"):
        sys.modules.pop(name, None)


def about(url=URL, **keys):
    return {"code": "Pendulum()", "metadata": {"youtube_url": url} | keys}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, "abcdefghijk"),
        ("https://youtu.be/abcdefghij-?t=3", "abcdefghij-"),
        ("https://www.youtube.com/embed/abcdefghij_", "abcdefghij_"),
        ("https://m.youtube.com/watch?app=m&v=abcdefghijk&t=1", "abcdefghijk"),
        ("https://www.youtube.com/shorts/abcdefghijk", "abcdefghijk"),
        ("https://www.youtube.com/@somebody", ""),
        ("https://youtu.be/tooshort", ""),
        ("https://example.org/watch?v=abcdefghijk", ""),
        ("", ""),
    ],
)
def test_a_video_has_its_id(url, expected):
    assert video_id(url) == expected


def test_a_transcript_is_fetched_once_in_a_lifetime(youtube):
    for _ in range(2):
        made = Transcripts(pytest.fail)
        assert made.about(about()) == "hello there a pendulum swings"
        assert made.about(about()) == "hello there a pendulum swings"
    assert youtube() == ["abcdefghijk"]


def test_a_video_without_transcript_is_no_fault_and_remembered(youtube):
    for _ in range(2):
        assert Transcripts(pytest.fail).about(about("https://youtu.be/none-------")) == ""
    assert youtube() == ["none-------"]


def test_what_cannot_be_had_now_is_told_once_and_asked_again_later(youtube):
    for _ in range(2):
        said = []
        made = Transcripts(said.append)
        assert made.about(about("https://youtu.be/block------")) == ""
        assert made.about(about("https://youtu.be/block-----2")) == ""
        assert said == [
            "no transcripts from now on: block------: Could not retrieve, too often; "
            "the next run asks again"
        ]
    assert youtube() == ["block------"] * 2


def test_a_record_with_its_words_needs_none(youtube):
    made = Transcripts(pytest.fail)
    assert made.about(about(narration="It swings.")) == ""
    assert made.about(about("")) == ""
    assert made.about({"code": "x"}) == ""
    assert youtube() == []


def test_offline_nobody_is_asked(youtube):
    assert Transcripts(pytest.fail, offline=True).about(about()) == ""
    Transcripts(pytest.fail).about(about())
    assert Transcripts(pytest.fail, offline=True).about(about()) != ""
    assert len(youtube()) == 1


def test_refresh_asks_once_a_run(youtube):
    Transcripts(pytest.fail).about(about())
    made = Transcripts(pytest.fail, refresh=True)
    for url in (URL, "https://youtu.be/none-------", URL):
        made.about(about(url))
    assert youtube() == ["abcdefghijk", "abcdefghijk", "none-------"]


def test_a_damaged_entry_is_a_miss(youtube):
    made = Transcripts(pytest.fail)
    made.cache.put("abcdefghijk", b'{"no": "list"}')
    assert made.about(about()) == "hello there a pendulum swings"


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "youtube_transcript_api", None)
    with pytest.raises(NotInstalled, match=r"pip install 'mdx-tools\[transcripts\]'"):
        Transcripts(pytest.fail)
    assert "transcripts =" in (ROOT / "setup.cfg").read_text()


def test_the_part_that_shares_words_with_the_code_is_taken():
    said = [(float(i), f"common words number {i}") for i in range(50)]
    said[30] = (30.0, "now the pendulum swings")
    made = fitting(said, "class PendulumSwings: common words", 100)
    assert "pendulum" in made
    assert made.startswith("... ")
    assert made.endswith(" ...")
    assert len(made) <= 108


@pytest.mark.parametrize("said", [[], [(0.0, "a\n b")], [(0.0, "x" * 500)], [(0.0, "")] * 300])
def test_any_transcript_is_cut_to_its_length(said):
    assert len(fitting(said, "code", 100)) <= 108


def test_a_question_gets_the_words_of_the_video(youtube, describe, server):  # noqa: F811
    done = describe([scene(1, metadata={"youtube_url": URL})], "--transcripts")
    assert done.returncode == 0, done.stderr
    assert "a pendulum swings" in server.calls[0].asked
    assert "transcript" not in out(done)[0]["metadata"]
    again = describe([scene(1, metadata={"youtube_url": URL})], "--transcripts", "--cache-only")
    assert again.stdout == done.stdout
    assert len(server.calls) == 1


def test_the_fake_is_like_the_real_package_where_it_counts():
    assert {"NoTranscriptFound", "TranscriptsDisabled"} <= transcripts.FINAL
    assert "IpBlocked" not in transcripts.FINAL

"""mdx-port: records and programs in, ManimCE out; what is that already passes as it came."""

import json

import pytest

from mdx.manim.releases import releases
from mdx.port import Porter
from mdx.porting import port

GL = (
    "from manimlib import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.play({})\n"
)
CE = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.play({})\n"
OLD, NEW = GL.format("ShowCreation(Circle())"), CE.format("Create(Circle())")


def record(code: str, dialect: str = "gl", **metadata) -> bytes:
    found = {"code": code, "source": "s", "metadata": {"dialect": dialect, "manim": ""} | metadata}
    return json.dumps(found, indent=None).encode() + b"\n"


def test_a_port_has_new_code_and_dialect_and_metadata_says_how(mdx):
    done = mdx("port", input=record(OLD, path="a.py"))
    made = json.loads(done.stdout)
    assert made["code"] == NEW
    assert made["metadata"] == {
        "dialect": "ce", "manim": "0.22.0", "path": "a.py", "ported_from": "gl",
        "ported": "import name:ShowCreation", "port_left": "",
    }  # fmt: skip
    assert b"1 ported, 0 incomplete" in done.stderr


UNTOUCHED = {
    "ManimCE of today": record(NEW, "ce"),
    "code of nobody knows what": record("x = 1", "unknown"),
    "a record without code": b'{"source":  "s"}\n' + record(NEW, "ce"),
    "a dialect of another type": b'{"code": "x = 1", "metadata": {"dialect": 3}}\n',
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_code_that_needs_no_port_passes_as_the_very_bytes(mdx, name):
    done = mdx("port", input=UNTOUCHED[name])
    assert (done.returncode, done.stdout) == (0, UNTOUCHED[name])


def test_the_verdict_on_the_old_code_is_dropped_from_its_port(mdx):
    verdict = {"renders": False, "render_error": "ModuleNotFoundError: manimlib", "frames": ""}
    [new, same] = mdx(
        "port", input=record(OLD, **verdict) + record(NEW, "ce", **verdict)
    ).stdout.splitlines()
    assert not verdict.keys() & json.loads(new)["metadata"].keys()
    assert verdict.keys() <= json.loads(same)["metadata"].keys()


def test_a_second_run_changes_nothing(mdx):
    once = mdx("port", input=record(OLD) + record(GL.format("Foo(GlowDot())"))).stdout
    assert mdx("port", input=once).stdout == once


def test_the_dialect_is_told_from_code_where_the_record_does_not_say(mdx):
    made = json.loads(mdx("port", input=json.dumps({"code": OLD}).encode()).stdout)
    assert (made["code"], made["metadata"]["ported_from"]) == (NEW, "gl")


def test_only_complete_drops_incomplete_ports(mdx, tmp_path):
    given = record(OLD) + record(GL.format("Foo()"))
    done = mdx("port", "--only-complete", "--rejects", "r.jsonl", input=given)
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == [NEW]
    reject = json.loads((tmp_path / "r.jsonl").read_bytes())
    assert (reject["reason"], reject["left"]) == ("incomplete", "unknown-name:Foo")


def test_a_port_that_is_sure_to_fail_is_not_complete(mdx):
    port = json.loads(mdx("port", input=record(GL.format("self.window.size"))).stdout)
    assert port["metadata"]["port_left"] == "unknown-attribute:Scene.window"


def test_a_program_is_ported_as_a_program(mdx, tmp_path):
    (tmp_path / "s.py").write_text(OLD)
    done = mdx("port", "s.py")
    assert (done.returncode, done.stdout.decode()) == (0, NEW)


def test_a_program_of_today_and_its_line_ends_stay(mdx, tmp_path):
    raw = NEW.replace("\n", "\r\n").encode()
    (tmp_path / "s.py").write_bytes(raw)
    assert mdx("port", "s.py").stdout == raw


def test_messages_say_what_is_left_of_a_program(mdx, tmp_path):
    (tmp_path / "s.py").write_text(GL.format("Foo()"))
    assert b"mdx-port: s.py: left: unknown-name:Foo\n" in mdx("port", "s.py").stderr


BROKEN = {"no Python": b"from manimlib import *\nx = (\n", "no UTF-8": b"x = '\xff'\n"}


@pytest.mark.parametrize("name", ["no UTF-8"])
def test_a_program_that_cannot_be_read_fails(mdx, tmp_path, name):
    (tmp_path / "s.py").write_bytes(BROKEN[name])
    done = mdx("port", "s.py")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"1 read, 0 written, 0 dropped, 1 failed" in done.stderr


def test_programs_and_records_do_not_mix(mdx, tmp_path):
    (tmp_path / "s.py").write_text(OLD)
    (tmp_path / "r.jsonl").write_bytes(record(OLD))
    done = mdx("port", "s.py", "r.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_record_that_is_no_python_passes_with_the_reason(mdx):
    done = mdx("port", input=record("x = (", "gl"))
    made = json.loads(done.stdout)
    assert (made["code"], made["metadata"]["port_left"]) == ("x = (", "no-port")
    assert done.returncode == 1
    assert b"stdin:1: not ported: no Python: " in done.stderr


def test_a_record_whose_port_is_no_python_passes_unported(monkeypatch):
    monkeypatch.setattr(port, "ported", lambda *_: port.Ported("x = (", ("import",)))
    outcome = Porter(releases("manim")[0], ())(OLD, "gl")
    assert (outcome.code, outcome.left) == (None, ("no-port",))
    assert outcome.fault == "the rules made it invalid Python (import)"


def test_a_diff_shows_the_change(mdx):
    told = json.loads(mdx("port", "--diff", input=record(OLD)).stdout)
    assert told["where"] == "stdin:1"
    assert "-from manimlib import *\n+from manim import *\n" in told["diff"]


def test_rules_are_explained(mdx):
    told = json.loads(mdx("port", "--explain", input=record(GL.format("Foo()"))).stdout)
    assert told["left"] == [{"code": "unknown-name:Foo", "says": "nothing defines Foo"}]


def test_any_number_of_jobs_gives_the_same_bytes(mdx):
    given = b"".join(record(GL.format(f"ShowCreation(Circle({n}))")) for n in range(60))
    assert (
        mdx("port", "--jobs", "1", input=given).stdout
        == mdx("port", "--jobs", "3", input=given).stdout
    )


@pytest.mark.parametrize("release", ["manim==0.01", "manimgl==1.7", "0.22", "manim"])
def test_a_release_that_is_not_known_is_refused(mdx, release):
    done = mdx("port", "--to", release, input=b"")
    assert done.returncode == 2
    assert b"no release" in done.stderr


def test_an_older_release_may_be_the_target(mdx):
    made = json.loads(mdx("port", "--to", "manim==0.18", input=record(OLD)).stdout)
    assert made["metadata"]["manim"] == "0.18.1"


def test_a_score_tells_which_findings_a_port_mends(mdx):
    given = record(CE.format("ShowCreation(Circle()), Foo()"), "ce")
    told = json.loads(mdx("filter", "--explain", input=given).stdout)
    found = {f["subject"]: f.get("mends", "") for f in told["findings"]}
    assert (found["ShowCreation"], found["Foo"]) == ("mdx-port", "")


def test_a_report_counts_what_a_port_would_win(mdx):
    given = record(CE.format("ShowCreation(Circle())"), "ce") + record(NEW, "ce")
    done = mdx("filter", "--min-quality", "0.8", "--report", "-", input=given)
    assert b"mdx-port mends findings of 1 that were dropped\n" in done.stderr

"""What --report shows of a set, as text and as one file for a browser."""

import re
import shutil
import subprocess
from importlib.util import find_spec

import orjson
import pytest
from places import SCENES

HOSTILE = {
    "description": "<script>alert(1)</script> & <b>bold</b>",
    "code": "# <script>document.title = 'taken'</script>\nx = '</pre><img src=http://x.invalid/>'\n",
    "source": "<i>src</i>\x1b[31m",
    "metadata": {"scene": "<u>A</u>", "dialect": "ce"},
}
LINES = SCENES.read_bytes() + orjson.dumps(HOSTILE) + b"\n"
pictured = pytest.mark.skipif(
    not (find_spec("matplotlib") and find_spec("pygments")), reason="needs the extra `report`"
)


def test_as_text_it_counts_what_was_kept_and_dropped_and_the_findings(mdx):
    done = mdx("filter", "-q", "--min-quality", "0.5", "--report", "-", input=LINES)
    told = done.stderr.decode()
    assert done.stdout == mdx("filter", "-q", "--min-quality", "0.5", input=LINES).stdout
    kept = done.stdout.count(b"\n")
    assert f"{kept} kept, {13 - kept} dropped" in told
    assert re.search(r"geometry +\d+ +\d+\n", told)
    assert re.search(rf"  quality +{13 - kept}\n", told)
    assert re.search(r"package +1 +manimlib \(1\)\n", told)
    assert "\x1b" not in told


def test_the_report_changes_no_record_and_no_status(mdx):
    done = mdx("filter", "--dialect", "ce", "--report", "-", input=LINES)
    assert done.returncode == 0
    assert done.stdout == mdx("filter", "--dialect", "ce", input=LINES).stdout


@pictured
def test_the_page_is_one_file_that_asks_for_nothing_and_runs_nothing(mdx, tmp_path):
    flags = ["--min-quality", "0.5", "--report", "out.html"]
    assert mdx("filter", *flags, input=LINES).returncode == 0
    page = (tmp_path / "out.html").read_text()
    mdx("filter", *flags, input=LINES)
    assert (tmp_path / "out.html").read_text() == page, "the same input gives the same bytes"
    assert page.count("<svg") == 2
    assert page.count("<h3>") == 13
    assert "<script" not in page
    assert not re.search(r"<(?:img|link|iframe)[^>]+(?:src|href)=[\"']?(?!data:)", page)
    assert "&lt;u&gt;A&lt;/u&gt;" in page


@pictured
def test_frames_stand_in_the_page(tmp_path):
    from mdx.quality.html_report import Report

    (tmp_path / "a.png").write_bytes(b"PNG")
    report = Report()
    for frame in ("a.png", "missing.png", ""):
        report.add({"code": f"x = '{frame}'"}, frames=frame)
    report.write(str(tmp_path / "out.html"), str(tmp_path))
    page = (tmp_path / "out.html").read_text()
    assert page.count("<img") == page.count('src="data:image/png;base64,UE5H"') == 1


@pictured
def test_a_page_that_cannot_be_written_is_an_error(mdx):
    done = mdx("filter", "--report", "nowhere/out.html", input=LINES)
    assert done.returncode == 2
    assert b"No such file" in done.stderr


def test_without_the_library_it_names_the_extra(mdx, env, tmp_path):
    (tmp_path / "matplotlib.py").write_text("raise ImportError(name='matplotlib')")
    env["PYTHONPATH"] = str(tmp_path)
    done = mdx("filter", "--report", "out.html", input=LINES)
    assert done.returncode == 2
    assert b"--report needs matplotlib: pip install 'mdx-tools[report]'" in done.stderr


def test_samples_are_few_and_chosen_by_hash_alone():
    from mdx.quality.html_report import SAMPLES, Report

    def chosen(order):
        report = Report()
        for n in order:
            report.add({"code": str(n)})
        return {sample["record"]["code"] for _, _, sample in report.samples}

    assert len(chosen(range(100))) == SAMPLES
    assert chosen(range(100)) == chosen(reversed(range(100)))


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)


@pictured
@pytest.mark.skipif(not CHROMIUM, reason="no chromium here")
def test_a_browser_shows_it(mdx, tmp_path):
    mdx("filter", "--min-quality", "0.5", "--report", "out.html", input=LINES)
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path}/profile", (tmp_path / "out.html").as_uri()],
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert "<title>mdx-filter</title>" in done.stdout
    assert done.stdout.count("<svg") == 2

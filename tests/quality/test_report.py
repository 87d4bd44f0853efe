"""What --report shows of a set, as text and as one page for a browser."""

import asyncio
import base64
import re
import shutil
import subprocess
from hashlib import sha256
from importlib.util import find_spec
from math import ceil

import aiohttp
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SCENES

from mdx.quality.judge import KEPT, Outcome
from mdx.quality.report.counts import LIMITS, MOST, Counts, Sizes
from mdx.quality.report.samples import BY_LOT, EXTREME
from mdx.quality.report.tables import tables
from mdx.quality.score import Assessment

HOSTILE = {
    "description": "<script>alert(1)</script> & <b>bold</b>",
    "code": "# <script>document.title = 'taken'</script>\nx = '</pre><img src=http://x.invalid/>'\n",
    "source": "<i>src</i>\x1b[31m",
    "metadata": {"scene": "<u>A</u>", "dialect": "ce", "url": "javascript:alert(1)"},
}
LINES = SCENES.read_bytes() + orjson.dumps(HOSTILE) + b"\n"
pictured = pytest.mark.skipif(not find_spec("pygments"), reason="needs the extra `report`")


def page_of(counts, tmp_path, frames=None, origin=None):
    from mdx.quality.report.page import write

    write(str(tmp_path / "out.html"), counts, frames, origin or {})
    return (tmp_path / "out.html").read_text()


def scored(quality):
    return Outcome(assessment=Assessment(quality, quality, 0.0, []))


def test_as_text_it_counts_what_was_kept_and_dropped_and_the_findings(mdx):
    done = mdx("filter", "-q", "--min-quality", "0.5", "--report", "-", input=LINES)
    shown = done.stderr.decode()
    assert done.stdout == mdx("filter", "-q", "--min-quality", "0.5", input=LINES).stdout
    kept = done.stdout.count(b"\n")
    assert shown.startswith(f"{kept} kept, {13 - kept} dropped\n")
    assert re.search(r"geometry +\d+ +\d+\n", shown)
    assert re.search(rf"  quality +{13 - kept}\n", shown)
    assert re.search(r"package +0 +1 +manimlib \(1\)\n", shown)
    assert "\x1b" not in shown


def test_the_report_changes_no_record_and_no_status(mdx):
    done = mdx("filter", "--dialect", "ce", "--report", "-", input=LINES)
    assert done.returncode == 0
    assert done.stdout == mdx("filter", "--dialect", "ce", input=LINES).stdout


@pictured
def test_the_page_says_what_made_it_and_is_the_same_but_for_the_date(mdx, tmp_path):
    (tmp_path / "my scenes.jsonl").write_bytes(LINES)
    flags = ["--min-quality", "0.5", "--report", "out.html", "my scenes.jsonl"]
    pages = []
    for _ in range(2):
        assert mdx("filter", *flags).returncode == 0
        page = (tmp_path / "out.html").read_text()
        date = r"<dt>date<dd>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
        assert re.search(date, page)
        pages.append(re.sub(date, "", page))
    assert pages[0] == pages[1]
    assert "mdx-filter --min-quality 0.5 --report out.html &#x27;my scenes.jsonl&#x27;" in page
    assert "<dt>input<dd>my scenes.jsonl" in page
    assert re.search(r"<dt>version<dd>mdx \d+\.\d+\.\d+", page)


@pictured
def test_the_page_is_one_file_that_asks_for_nothing_and_runs_its_own_script_alone(mdx, tmp_path):
    assert (
        mdx("filter", "--min-quality", "0.5", "--report", "out.html", input=LINES).returncode == 0
    )
    page = (tmp_path / "out.html").read_text()
    assert page.count("<h3>") == 13
    assert not re.search(r"<(?:img|link|iframe|script)[^>]+(?:src|href)=[\"']?(?!data:)", page)
    assert not re.search(r"<[^>]* (?:on\w+|style)=", page), "what the policy would not allow"
    assert "&lt;u&gt;A&lt;/u&gt;" in page
    policy = re.search(r'Content-Security-Policy content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; img-src data:;")
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pictured
@pytest.mark.parametrize(
    ("url", "is_linked"),
    [
        ("https://example.org/a.py#L1-L9", True),
        ("http://example.org/a?b=1&c='2'", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("file:///etc/passwd", False),
        ("//example.org/", False),
        ("https:", False),
        ("https://[", False),
        ("https://example.org/\x00", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_an_address_of_the_web_alone_is_a_link(url, is_linked, tmp_path):
    counts = Counts()
    counts.add({"code": "x", "metadata": {"url": url}})
    assert ("<a href=" in page_of(counts, tmp_path)) is is_linked


@pictured
def test_an_address_cannot_leave_its_attribute(tmp_path):
    counts = Counts()
    counts.add({"code": "x", "metadata": {"url": 'https://x/"onclick="alert(1)'}})
    assert 'href="https://x/&quot;onclick=&quot;alert(1)"' in page_of(counts, tmp_path)


@pictured
def test_frames_stand_in_the_page(tmp_path):
    (tmp_path / "a.png").write_bytes(b"PNG")
    counts = Counts()
    for frame in ("a.png", "missing.png", ""):
        counts.add({"code": f"x = '{frame}'"}, frames=frame)
    page = page_of(counts, tmp_path, str(tmp_path))
    assert page.count("<img") == page.count('src="data:image/png;base64,UE5H"') == 1


@pictured
def test_a_page_that_cannot_be_written_is_an_error(mdx):
    done = mdx("filter", "--report", "nowhere/out.html", input=LINES)
    assert done.returncode == 2
    assert b"there is no folder nowhere" in done.stderr


def test_without_the_library_it_names_the_extra(mdx, env, tmp_path):
    (tmp_path / "pygments.py").write_text("raise ImportError(name='pygments')")
    env["PYTHONPATH"] = str(tmp_path)
    done = mdx("filter", "--report", "out.html", input=LINES)
    assert done.returncode == 2
    assert b"--report needs pygments: pip install 'mdx-tools[report]'" in done.stderr


def rows_of(counts, title):
    return next((table.rows for table in tables(counts) if table.title == title), [])


def test_sizes_are_told_of_what_is_kept_with_how_many_are_over_a_limit():
    counts = Counts()
    for lines in (1, 2, 3, 3000):
        counts.add({"code": "x = 1\n" * lines, "description": "Draw a circle."})
    (tokens, characters, lines, *_) = rows_of(counts, "sizes of what is kept")
    assert tokens == ("tokens of code", 3, 6, 9000, 9000, 9000, 1, 1, 1)
    assert characters[1:3] == (6, 12)
    assert lines == ("lines of code", 1, 2, 3000, 3000, 3000, 1, 0, 0)


@given(st.lists(st.integers(0, 10**7), min_size=1), st.sampled_from([0.01, 0.1, 0.5, 0.9, 1.0]))
def test_a_percentile_is_that_of_all_sizes_to_three_digits(numbers, share):
    sizes = Sizes()
    for number in numbers:
        sizes.add(number)
    exact = sorted(numbers)[max(0, ceil(share * len(numbers)) - 1)]
    assert sizes.percentile(share) <= exact <= sizes.percentile(share) * 1.01
    assert [sizes.over[limit] for limit in LIMITS] == [
        sum(number > limit for number in numbers) for limit in LIMITS
    ]


def test_descriptions_are_compared_without_how_they_begin():
    counts = Counts()
    for words in ("Draw a circle.", "Show a circle", "Please animate a  CIRCLE!", "Draw a cube."):
        counts.add({"code": "x", "description": words})
    counts.add({"code": "x", "description": ""})
    assert rows_of(counts, "asked for more than once") == [("a circle", 3)]
    assert rows_of(counts, "how descriptions begin")[0] == ("draw", 2)
    (note,) = [one.note for one in tables(counts) if one.title == "asked for more than once"]
    assert note == "2 of 4 ask for what one before did"


def test_what_a_hundred_thousand_records_name_is_forgotten_where_it_is_rare():
    counts = Counts()
    for n in range(50_000):
        licence = "MIT" if n % 3 else f"licence {n}"
        counts.groups["metadata.license"].count((licence, "kept"))
        counts.descriptions.openers.count(f"opener {n}")
    assert len(counts.groups["metadata.license"]) <= MOST
    assert len(counts.descriptions.openers) <= MOST
    assert counts.groups["metadata.license"]["MIT", "kept"] == 33_333


def test_a_sample_holds_no_more_of_a_record_than_is_shown():
    counts = Counts()
    metadata = {"scene": "s" * 10**6, "url": "u" * 10**6, "path": "p" * 10**6}
    counts.add({"code": "c" * 10**6, "description": "d" * 10**6, "metadata": metadata})
    ((sample, _),) = counts.samples.picked()
    assert sum(len(value) for value in sample if isinstance(value, str)) < 30_000


def test_samples_are_few_and_do_not_depend_on_the_order_of_records():
    def chosen(order):
        counts = Counts(limit=0.7)
        for n in order:
            counts.add({"code": str(n)}, scored(n / 200))
        return {(picked.sample.code, *picked.why) for picked in counts.samples.picked()}

    assert BY_LOT <= len(chosen(range(200))) <= BY_LOT + 2 * EXTREME
    assert chosen(range(200)) == chosen(reversed(range(200)))


def test_samples_are_the_worst_the_nearest_to_the_limit_and_some_by_lot():
    counts = Counts(limit=0.7)
    for n in range(200):
        counts.add({"code": str(n)}, scored(n / 200), look_issues="off-screen:a" * (n == 50))
    why = {int(picked.sample.code): picked.why for picked in counts.samples.picked()}
    assert sorted(n for n in why if "worst score" in why[n]) == list(range(10))
    assert sorted(n for n in why if "nearest to 0.7" in why[n])[1:] == list(range(136, 145))
    assert why[50][0] == "worst pictures"
    assert sum("by lot" in kinds for kinds in why.values()) == BY_LOT


def test_records_without_a_score_are_chosen_by_lot_alone():
    counts = Counts()
    counts.add({"code": "x"}, KEPT)
    assert [picked.why for picked in counts.samples.picked()] == [["by lot"]]


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --remote-debugging-port=0"
).split()


class Browser:
    """A page in a headless Chromium, spoken to by its debugging protocol."""

    def __init__(self, page, folder):
        self.profile = folder / "profile"
        self.process = subprocess.Popen(
            [CHROMIUM, *FLAGS, f"--user-data-dir={self.profile}", page.as_uri()],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    async def __aenter__(self):
        for line in self.process.stderr:
            if match := re.search(r"ws://([^/]+)", line):
                break
        self.session = aiohttp.ClientSession()
        while True:
            async with self.session.get(f"http://{match[1]}/json") as answer:
                targets = [one for one in await answer.json() if one["type"] == "page"]
            if targets:
                break
        self.socket = await self.session.ws_connect(targets[0]["webSocketDebuggerUrl"])
        while await self.value("location.protocol + document.readyState") != "file:complete":
            await asyncio.sleep(0.05)
        return self

    async def __aexit__(self, *error):
        await self.socket.close()
        await self.session.close()
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    async def ask(self, method, **params):
        await self.socket.send_json({"id": 1, "method": method, "params": params})
        while "id" not in (answer := await self.socket.receive_json()):
            pass
        return answer["result"]

    async def value(self, expression):
        answer = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def press(self, *keys):
        for key in keys:
            text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
            await self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)


SHOWN = "[...document.querySelectorAll('article:not([hidden]) h3')].map(h => h.textContent)"


@pytest.mark.slow
@pictured
@pytest.mark.skipif(not CHROMIUM, reason="no chromium here")
def test_in_a_browser_keys_filter_move_and_sort(mdx, tmp_path):
    mdx("filter", "--min-quality", "0.5", "--report", "out.html", input=LINES)

    async def scenario():
        async with Browser(tmp_path / "out.html", tmp_path) as browser:
            every = await browser.value(SHOWN)
            assert len(every) == 13
            assert await browser.value("document.querySelector('output').textContent") == "13 of 13"
            await browser.press("/", *"<U>")
            assert await browser.value(SHOWN) == ["<u>A</u>"]
            await browser.press("Escape")
            assert await browser.value(SHOWN) == every
            await browser.value("document.activeElement.blur()")
            await browser.press("j", "j", "k", "j")
            here = "document.activeElement.querySelector('h3').textContent"
            assert await browser.value(here) == every[1]
            await browser.value(
                "{const order = document.querySelector('form').elements.order;"
                "order.value = 'lines -1'; order.dispatchEvent(new Event('change'))}"
            )
            lines = "[...document.querySelectorAll('article')].map(one => +one.dataset.lines)"
            assert await browser.value(lines) == sorted(await browser.value(lines), reverse=True)
            await browser.value("document.querySelector('.wide th button').focus()")
            await browser.press("Enter")
            codes = "[...document.querySelectorAll('.wide .split td:first-child')]"
            codes = await browser.value(f"{codes}.map(cell => cell.textContent)")
            assert len(codes) > 3
            assert codes == sorted(codes)
            assert await browser.value("document.title") != "taken"

    asyncio.run(scenario())

"""Two thousand records against a server of which four bodies in ten fail twice, in ten ways."""

import re
import subprocess
from collections import Counter

import pytest
from describing import lines, out, scenes
from model_server import Reply, words

RECORDS = 2000
FAULTS = [
    Reply(reset="before"),
    Reply(reset="middle", text="Draw " * 200),
    Reply(status=408),
    Reply(status=429, headers={"retry-after-ms": "200"}),
    Reply(status=500),
    Reply(status=503, body=b"<html><title>busy</title>", headers={"Retry-After": "1"}),
    Reply(status=529),
    Reply(body=b"<html>bad gateway</html>", headers={"Content-Type": "text/html"}),
    Reply(body=b'{"choices": [{"mess'),
    Reply(body=b""),
]


def is_faulty(number):
    return number % 100 < 39


@pytest.mark.slow
def test_of_a_run_through_mixed_faults_nothing_is_lost_and_each_answer_is_paid_for_once(
    start, server, tmp_path
):
    asked: Counter[int] = Counter()

    def play(call):
        number = int(re.findall(r"# (\d+)", call.asked)[-1])
        asked[number] += 1
        if is_faulty(number) and asked[number] <= 2:
            return FAULTS[number % len(FAULTS)]
        return Reply(words(call).text, delay=0.02)

    server.play = play
    (tmp_path / "in").write_bytes(lines(scenes(RECORDS)))
    process = start("--jobs", "50", "in")
    output, said = process.communicate()
    done = subprocess.CompletedProcess([], process.returncode, output, said)
    assert done.returncode == 0, said
    described = [record["description"] for record in out(done)]
    assert described == [f"Draw what number {n} stands for." for n in range(RECORDS)]
    assert asked == {n: 3 if is_faulty(n) else 1 for n in range(RECORDS)}

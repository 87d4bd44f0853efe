"""A process of sandbox/ that renders one scene after another, and what we say to it."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
SANDBOX = os.path.join(os.path.dirname(__file__), "sandbox", "__main__.py")
REFUSED = (
    "this system allows no sandbox ({}): run it as a user who may make namespaces, or as root of"
    " the machine (the manual says more); --no-sandbox trusts the code instead"
)


class CannotRender(Exception):
    """Nothing can be rendered here; the message says why and what to do."""


class SandboxEnded(Exception):
    """A sandbox that is no more, whatever the reason."""


class Sandbox:
    """A process that renders one scene after another, and its answers."""

    def __init__(self, seconds: float, walled: bool = True):
        """Raises CannotRender where the system allows no walls, or manim cannot be imported."""
        clean = {k: os.environ[k] for k in PASSED_ON if k in os.environ}
        # Threads of a linear algebra library do not survive a fork, and each takes memory.
        clean |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        how = [str(seconds), *([] if walled else ["bare"])]
        self.process = subprocess.Popen(
            [sys.executable, "-P", SANDBOX, *how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean,
            start_new_session=True,  # Ctrl-C is for us alone: we end it by closing its input
        )
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        self.requests, self.answers = self.process.stdin, self.process.stdout
        self.asked = 0
        first = self.answers.readline()
        if not first:
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise CannotRender(
                f"manim cannot be imported: {said[-1] if said else 'it gave no reason'}"
            )
        if refused := json.loads(first).get("refused"):
            self.close()
            raise CannotRender(REFUSED.format(refused))

    def ask(self, code: str, scene: str, frame: bool) -> dict[str, Any]:
        """The answer to one request, as sandbox/zygote.py has it; raises SandboxEnded."""
        self.asked += 1
        request = {"id": self.asked, "code": code, "scene": scene, "frame": frame}
        line = b""
        with suppress(OSError):  # a broken pipe would be taken for a reader of ours that left
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
            line = self.answers.readline()
        if not line.endswith(b"\n"):
            raise SandboxEnded
        answer: dict[str, Any] = json.loads(line)
        if answer["id"] != self.asked:
            raise SandboxEnded
        return answer

    def close(self) -> None:
        """Ends it: at once where it is idle, else by a signal; the kernel ends what is inside."""
        with suppress(OSError):
            self.requests.close()
        for end, seconds in ((self.process.terminate, 2), (self.process.kill, 30)):
            try:
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                end()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

"""The sandbox as a process of some user, with a victim within reach of the same user."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from rendering import install_stand_in

NOBODY = 65534
SPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
WHOLE = ("view.py", "", "")  # no file of the sandbox is another
PYTHONS = (sys.executable, "/usr/bin/python3")


class Victim:
    """A user's folder, sockets and process, all within reach of the same user."""

    def __init__(self, folder: Path, uid: int):
        self.folder, self.uid, self.worker = folder / "victim", uid, ""
        self.folder.mkdir()
        self.kept = self.folder / "kept"
        self.kept.write_text("kept")
        self.port, self.door, self.abstract = (
            socket.create_server(("127.0.0.1", 0)),
            socket.socket(socket.AF_UNIX),
            socket.socket(socket.AF_UNIX),
        )
        self.name = f"mdx-test-{os.getpid()}-{folder.name}"
        self.door.bind(str(self.folder / "door"))
        self.abstract.bind("\0" + self.name)
        self.door.listen()
        self.abstract.listen()
        for path in (self.folder, self.kept, self.folder / "door"):
            if uid != os.geteuid():
                os.chown(path, uid, uid)
            path.chmod(0o777)
        self.process = subprocess.Popen(["sleep", "86400"], **rights_of(uid))

    def meant(self, code: str) -> str:
        """The code with what it names of this victim."""
        words = {"VICTIM": str(self.folder), "NAME": self.name, "PID": str(self.process.pid)}
        words |= {"PORT": str(self.port.getsockname()[1]), "HOME": pwd.getpwuid(self.uid).pw_dir}
        words["WORKER"] = self.worker
        words["SPACES"] = repr({n: os.readlink(f"/proc/self/ns/{n}") for n in SPACES})
        for word, meaning in words.items():
            code = code.replace(word, meaning)
        return code

    def is_unharmed(self) -> bool:
        names = sorted(path.name for path in self.folder.iterdir())
        alive = self.process.poll() is None
        return self.kept.read_text() == "kept" and names == ["door", "kept"] and alive

    def close(self) -> None:
        for each in (self.port, self.door, self.abstract):
            each.close()
        self.process.kill()
        self.process.wait()


class Prison:
    """The sandbox as a process of some user, with a victim beside it.

    `other` is a file of the sandbox, a text in it, and what is to be there instead.
    """

    def __init__(self, folder: Path, uid: int, python: str, other: tuple[str, ...] = WHOLE):
        package = folder / "mdx" / "quality"
        shutil.copytree(ROOT / "mdx" / "quality" / "sandbox", package / "sandbox")
        shutil.copy(ROOT / "mdx" / "quality" / "looks.py", package)
        for part in (package, package.parent):
            (part / "__init__.py").touch()
        file, text, instead = other
        source = (package / "sandbox" / file).read_text()
        assert not text or source.count(text) == 1
        (package / "sandbox" / file).write_text(source.replace(text, instead) if text else source)
        install_stand_in(folder / "site")
        self.victim = Victim(folder, uid)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}/site"}
        self.process = subprocess.Popen(
            [python, "-P", package / "sandbox" / "__main__.py", "2"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd="/",
            **rights_of(uid),
        )  # fmt: skip
        worker = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.first = json.loads(self.process.stdout.readline() or b'{"refused": "it died"}')
        zygote = worker.read_text().split()
        try:
            self.victim.worker = os.readlink(f"/proc/{zygote[0]}/ns/user") if zygote else ""
        except PermissionError:
            self.close()
            pytest.skip("this system hides the namespaces of other users' processes from root")

    def answer(self, code: str, frame: bool = False) -> dict:
        """The answer for one scene."""
        request = {"id": 7, "code": self.victim.meant(code), "scene": "A", "frame": frame}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)
        self.victim.close()


def rights_of(uid: int) -> dict:
    """What starts a process with the rights of this user alone."""
    other = {"user": uid, "group": uid, "extra_groups": []}
    return other if uid != os.geteuid() else {}  # only root may ask for others


def python_of(uid: int) -> str:
    """A Python that this user can run, for root's own home is closed to others."""
    needed = "import sys; assert sys.version_info >= (3, 11)"
    for python in PYTHONS:
        try:
            run = subprocess.run([python, "-c", needed], **rights_of(uid), capture_output=True)
        except OSError:
            continue
        if run.returncode == 0:
            return python
    pytest.skip("there is no Python 3.11 that a user without rights can run")

"""Every wall of the sandbox is there for something: without it, an attack comes through.

Each row takes one wall away, in a copy of the sandbox, and names the attack that it had held.
Nothing here runs as root, so that what comes through can do no harm.
"""

import os
from contextlib import closing

import pytest
from attacks import BEFORE, HELD
from prison import NOBODY, WHOLE, Prison, python_of
from rendering import linux

pytestmark = [linux, pytest.mark.slow]
RINGS = "kernel.unshare(kernel.NEWUSER | kernel.NEWNS | kernel.NEWPID)"
LIMITS = {
    f"the limit {name}": ("walls.py", f'("{name}", {most}),', "", "has other limits")
    for name, most in (
        ("AS", "MEMORY_MAX"), ("FSIZE", "FILE_MAX"), ("CORE", "0"), ("NPROC", "PROCESSES_MAX"),
        ("NOFILE", "OPEN_MAX"), ("MSGQUEUE", "0"),
    )
}  # fmt: skip
# What is taken away: the file, its text, what is there instead, and the attack that it held.
WALLS = LIMITS | {
    "no capabilities": (
        "kernel.py", '    _call("capset", header, none)\n    control(SET_NO', "    control(SET_NO",
        "has rights",
    ),
    "no capabilities to be had": (
        "kernel.py", "control(CAPBSET_DROP, capability)", "pass", "has rights",
    ),
    "no rights of root": (
        "kernel.py", "control(SET_SECUREBITS, NO_ROOT_RIGHTS)", "pass", "has ways to gain rights",
    ),
    "the filter of calls": ("walls.py", "refused.load()", "pass", "has rights"),
    "the filter of namespaces": (
        "calls.py", "for flag in NAMESPACES:", "for flag in ():", "clones into a namespace",
    ),
    "the filter of sockets": (
        "calls.py", 'for call in ("socket", "socketpair"):', "for call in ():",
        "reaches the machine around",
    ),
    "the filter of newer calls": (
        "calls.py", "range(LAST_KNOWN + 1, LAST_NUMBER)", "()", "calls what is newer than we",
    ),
    "the filter of memory files": (
        "calls.py", '("clone3", "memfd_create", "memfd_secret")', "()", "leaves a memory file",
    ),
    "an end with the warden": (
        "walls.py", "    kernel.control(kernel.SET_PDEATHSIG, signal.SIGKILL)\n    kernel.drop",
        "    kernel.drop", "outlives its warden",
    ),
    "its own network": ("walls.py", "| kernel.NEWNET ", "", "reaches a port"),
    "its own shared memory": ("walls.py", "| kernel.NEWIPC ", "", "shares a namespace"),
    "its own groups of control": ("walls.py", "    | kernel.NEWCGROUP\n", "", "shares a namespace"),
    "the inner ring": ("zygote.py", "walls.enclose()", "pass", "sees other processes"),
    "a user namespace for each scene": (
        "walls.py", f"{RINGS}\n    kernel.map_own_user(uid, gid)",
        "kernel.unshare(kernel.NEWNS | kernel.NEWPID)", "shares its worker's namespace",
    ),
    "a /proc of processes alone": ("walls.py", ', "subset=pid"', "", "reads the kernel's memory"),
    "a /proc that is only read": (
        "walls.py", "kernel.NOEXEC | kernel.RDONLY, ", "kernel.NOEXEC, ",
        "finds mounts that allow more",
    ),
    "a room of its own": (
        "walls.py", '    kernel.mount("tmpfs", view.WORK, "tmpfs", view.OWN, room)\n', "",
        "has other room",
    ),
    "an end of the room": ("walls.py", "size={DISK_MAX},", "", "has other room"),
    "an end of the names": ("walls.py", "nr_inodes={FILES_MAX},", "", "has other room"),
    "no devices in the room": (
        "walls.py", '"tmpfs", view.OWN, room', '"tmpfs", 0, room', "finds mounts that allow more",
    ),
    "software that is only read": (
        "view.py", "restrict(place, kernel.RDONLY | OWN)", "restrict(place, OWN)",
        "finds mounts that allow more",
    ),
    "software that gives no rights": (
        "view.py", "restrict(place, kernel.RDONLY | OWN)", "restrict(place, kernel.RDONLY)",
        "finds mounts that allow more",
    ),
    "a root that is only read": (
        "view.py", '    kernel.restrict("/", kernel.RDONLY | OWN, below=False)\n', "",
        "writes into the software",
    ),
    "the old root taken off": (
        "view.py", "    kernel.detach(OLD)\n    os.rmdir(OLD)\n", "", "finds the old root",
    ),
    "no descriptors": (
        "zygote.py", 'os.closerange(4, os.sysconf("SC_OPEN_MAX"))', "pass", "finds open files",
    ),
    "no input and output": ("zygote.py", "os.dup2(null, stream)", "pass", "finds open files"),
    "the first to go": ("zygote.py", "walls.be_first_to_go()", "pass", "is not the first to go"),
    "a session of its own": ("zygote.py", "os.setsid()", "pass", "is in a session of others"),
    "no environment": ("scene.py", "os.environ.clear()", "pass", "keeps the environment"),
    "a name for the machine": (
        "walls.py", '    kernel.name_host("sandbox")\n', "", "learns the name of the machine",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def prison_without(tmp_path_factory):
    """Makes a Prison of a user without rights, with a text of its sandbox replaced."""
    uid = os.geteuid() or NOBODY

    def make(*other: str) -> Prison:
        folder = tmp_path_factory.mktemp("prison")
        for place in (folder, folder.parent, folder.parent.parent):
            place.chmod(0o755)
        return Prison(folder, uid, python_of(uid), other or WHOLE)

    with closing(make()) as prison:
        if refused := prison.first.get("refused"):
            pytest.skip(f"this system allows no sandbox: {refused}")
    return make


@pytest.mark.parametrize("wall", WALLS)
def test_without_this_wall_an_attack_comes_through(prison_without, wall):
    *other, attack = WALLS[wall]
    with closing(prison_without(*other)) as prison:  # a user may not have many processes
        assert "refused" not in prison.first
        answer = prison.answer(f"{BEFORE}\n{HELD[attack]}\nraise Held")
        assert (answer["error"], answer["fault"]) != ("Held", "")

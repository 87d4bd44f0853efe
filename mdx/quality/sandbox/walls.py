"""The two rings of walls: around a worker, once, and around each of its scenes.

The outer ring has no network and no host's processes, and its file system is view.py's. The inner
one is a user namespace below it, so that nothing that is mounted outside can be moved or taken off
inside, with processes and a /tmp of its own. In it a scene has no capability, can gain none, and is
refused the system calls of calls.py.
"""

import contextlib
import os
import resource
import signal

from mdx.quality.sandbox import kernel, view
from mdx.quality.sandbox.calls import Filter

MEMORY_MAX = 4 << 30  # bytes of address space of a process, and in use by all of a scene's
DISK_MAX = 512 << 20  # bytes of files
FILE_MAX = 256 << 20  # bytes
FILES_MAX = 1 << 16
OPEN_MAX = 256
PROCESSES_MAX = 64
UIDS = range(61184, 65520)  # where systemd, too, takes its passing users from
OUTER = (
    kernel.NEWNS | kernel.NEWPID | kernel.NEWNET | kernel.NEWIPC | kernel.NEWUTS
    | kernel.NEWCGROUP
)  # fmt: skip


def leave() -> None:
    """Leaves the system: what this process forks next is process 1 of the outer ring.

    Raises OSError where the system does not allow it.
    """
    if os.geteuid() == 0:
        try:
            return kernel.unshare(OUTER)
        except PermissionError:  # root in a container: maybe a user may what it may not
            kernel.become(passing_user())
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(OUTER | kernel.NEWUSER)
    return kernel.map_own_user(uid, gid)


def passing_user() -> int:
    """Whom scenes run as: in place of root, a user that nobody is and each worker has its own."""
    return os.geteuid() or UIDS[os.getpid() % len(UIDS)]


def settle(uid: int) -> None:
    """Inside the outer ring, as its process 1: makes the view, and is nobody from then on."""
    view.build(uid)
    kernel.name_host("sandbox")
    if os.geteuid() == 0:
        kernel.become(uid)


def enclose() -> None:
    """Makes the inner ring around what this process forks next."""
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.NEWUSER | kernel.NEWNS | kernel.NEWPID)
    kernel.map_own_user(uid, gid)


def furnish() -> None:
    """As process 1 of the inner ring: its own /proc, of processes alone, and its own /tmp."""
    kernel.mount("proc", "/proc", "proc", view.OWN | kernel.NOEXEC | kernel.RDONLY, "subset=pid")
    room = f"size={DISK_MAX},nr_inodes={FILES_MAX},mode=0700"
    kernel.mount("tmpfs", view.WORK, "tmpfs", view.OWN, room)


def limit(refused: Filter) -> None:
    """What any scene gives up and may use, with or without rings."""
    for name, most in (
        ("AS", MEMORY_MAX), ("FSIZE", FILE_MAX), ("CORE", 0), ("NPROC", PROCESSES_MAX),
        ("NOFILE", OPEN_MAX), ("MSGQUEUE", 0),
    ):  # fmt: skip
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    kernel.control(kernel.SET_PDEATHSIG, signal.SIGKILL)
    kernel.drop_rights()
    refused.load()


def be_first_to_go() -> None:
    """Where the machine runs out of memory, a scene goes before anything else does."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")

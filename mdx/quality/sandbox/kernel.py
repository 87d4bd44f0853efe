"""The system calls that the walls are made of, which Python has no names for."""

import ctypes
import os
from contextlib import suppress

# From linux/sched.h, sys/mount.h, linux/prctl.h, linux/securebits.h.
NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, NOEXEC = 1, 2, 4, 8  # the same for mount(2) and mount_setattr(2)
BIND, REC, PRIVATE, DETACH = 4096, 16384, 1 << 18, 2
SET_PDEATHSIG, SET_DUMPABLE, SET_KEEPCAPS, CAPBSET_DROP = 1, 4, 8, 24
SET_SECUREBITS, SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVS, CAP_AMBIENT = 28, 36, 38, 47
AMBIENT_CLEAR_ALL = 4
NO_ROOT_RIGHTS = 0b101111  # neither user 0 nor a change of user brings rights; locked
MOUNT_SETATTR, AT_RECURSIVE = 442, 0x8000  # the number of the call is that of every machine
CAPABILITIES = 0x20080522  # the version of capget(2) with 64 of them

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> int:
    """Calls what the C library calls so; raises OSError."""
    result: int = getattr(_libc, name)(*arguments)
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def unshare(flags: int) -> None:
    """Leaves these namespaces for new ones."""
    _call("unshare", flags)


def mount(what: str, where: str, kind: str, flags: int, data: str = "") -> None:
    _call("mount", what.encode(), os.fsencode(where), kind.encode(), flags, data.encode())


def bind(what: str, where: str) -> None:
    """Shows a file or folder, with all that is mounted below it, at another place."""
    _call("mount", os.fsencode(what), os.fsencode(where), None, BIND | REC, None)


def detach(where: str) -> None:
    _call("umount2", os.fsencode(where), DETACH)


def set_root(new: str, old: str) -> None:
    """Makes one folder the root and puts the root that was under the other."""
    _call("pivot_root", os.fsencode(new), os.fsencode(old))


def restrict(place: str, attributes: int, below: bool = True) -> None:
    """Gives these attributes to the mount there, and to all below it."""
    asked, how = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0), AT_RECURSIVE if below else 0
    _call("syscall", MOUNT_SETATTR, -100, os.fsencode(place), how, asked, 32)


def name_host(name: str) -> None:
    _call("sethostname", name.encode(), len(name))


def control(option: int, *values: int) -> None:
    """prctl(2)."""
    _call("prctl", option, *(ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]))


def map_own_user(uid: int, gid: int) -> None:
    """In a new user namespace: the same user and group as before, and no other."""
    for name, text in (
        ("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1"),
    ):  # fmt: skip
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def become(uid: int) -> None:
    """Another user and group for good, who keeps the rights that root has."""
    control(SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    header, sets = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    _call("capget", header, sets)
    sets[0], sets[3] = sets[1], sets[4]  # effective again are all that are permitted
    _call("capset", header, sets)
    control(SET_DUMPABLE, 1)  # else /proc/self stays root's


def drop_rights() -> None:
    """Gives up every capability in every set, and all ways to gain one."""
    with suppress(OSError):  # none to give up
        control(SET_SECUREBITS, NO_ROOT_RIGHTS)
    with suppress(OSError):  # past the last one; or none to give up
        for capability in range(64):
            control(CAPBSET_DROP, capability)
    control(CAP_AMBIENT, AMBIENT_CLEAR_ALL)
    header, none = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, none)
    control(SET_NO_NEW_PRIVS, 1)

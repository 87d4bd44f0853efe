"""What of the file system is there inside the sandbox: software, and nothing of anybody's."""

import os
import shutil
import sys

from mdx.quality.sandbox import kernel

OLD = "/.old"  # where the whole file system is, until the view of it is made
SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store",
    "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/etc/mime.types",
)  # fmt: skip
FONTS = ("/etc/fonts", "/var/cache/fontconfig")
LATEX = ("/etc/texmf", "/etc/papersize", "/etc/libpaper.d", "/var/lib/texmf")
PROGRAMS = ("latex", "pdflatex", "xelatex", "lualatex", "dvisvgm", "ffmpeg")
DEVICES = ("null", "zero", "full", "random", "urandom")
OWN = kernel.NOSUID | kernel.NODEV
WORK = "/scene"  # where scenes work; their /tmp is the same, unless there is software in it
LINKS_MAX = 40  # as the kernel has it


def build(uid: int) -> None:
    """Makes the view the root of this process, process 1 of its namespace; raises OSError."""
    asked = places()
    kernel.mount("none", "/", "", kernel.REC | kernel.PRIVATE)
    kernel.mount("tmpfs", "/tmp", "tmpfs", OWN, "size=4m,nr_inodes=4096,mode=0755")
    os.mkdir("/tmp" + OLD)
    kernel.set_root("/tmp", "/tmp" + OLD)
    os.chdir("/")
    shown: list[str] = []
    for place in asked:
        _show(place, shown)
    for folder in ("/proc", "/dev", WORK, "/etc"):
        os.makedirs(folder, exist_ok=True)
    with open("/etc/passwd", "w") as file:  # who asks for the user's name gets one
        file.write(f"scene:x:{uid}:{uid}::{WORK}:/bin/sh\n")
    for place in ("/dev/shm", "/tmp", "/var/tmp"):
        if not os.path.lexists(place):
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.symlink(WORK, place)
    for name, number in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{number}", f"/dev/{name}")
    for name in DEVICES:
        open(f"/dev/{name}", "w").close()
    kernel.mount("proc", "/proc", "proc", OWN | kernel.NOEXEC)
    for name in DEVICES:
        kernel.bind(f"{OLD}/dev/{name}", f"/dev/{name}")
    kernel.mount("tmpfs", WORK, "tmpfs", OWN, "size=64m,mode=0777")
    kernel.detach(OLD)
    os.rmdir(OLD)
    kernel.restrict("/", kernel.RDONLY | OWN, below=False)


def places() -> list[str]:
    """All that scenes can see, parents first: libraries, Python and what it imports, fonts, LaTeX.

    Of what lies in folders of people only what Python was told to import, and never such a folder.
    """
    python = {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix), *sys.path}
    python = {place for place in python if os.path.isabs(place) and not _is_too_much(place)}
    wanted = {*SYSTEM, *FONTS, *LATEX, *python, *_programs()}
    return sorted((place for place in wanted if os.path.lexists(place)), key=len)


def _is_too_much(place: str) -> bool:
    """Whether a folder holds what is not software: the home of a user, or all of a top folder."""
    real, home = os.path.realpath(place), os.path.realpath(os.path.expanduser("~"))
    at_top = os.path.dirname(real) == "/" and real not in SYSTEM
    return at_top or (home + "/").startswith(real + "/")


def _programs() -> set[str]:
    """LaTeX and its helpers where they stand apart from the system, as TeX Live's own installer
    and TinyTeX put them: the whole tree that has texmf-dist, or the one program."""
    paths = set()
    for name in PROGRAMS:
        path = shutil.which(name)
        if path and not path.startswith("/usr/"):
            tree = os.path.realpath(path).partition("/bin/")[0]
            is_tree = os.path.isdir(tree + "/texmf-dist") and not _is_too_much(tree)
            paths |= {path, *([tree] if is_tree else [])}
    return paths


def _show(place: str, shown: list[str], links: int = 0) -> None:
    """Shows a place of the old root at the same place of the new one, through the same links."""
    path = ""
    for part in place.split("/")[1:]:
        path += "/" + part
        if any(path == one or path.startswith(one + "/") for one in shown):
            continue
        if os.path.islink(OLD + path):
            target = os.readlink(OLD + path)
            if not os.path.lexists(path):
                os.symlink(target, path)
            rest = place[len(path) :]
            follow = os.path.normpath(os.path.join(os.path.dirname(path), target) + rest)
            return _show(follow, shown, links + 1) if links < LINKS_MAX else None
        if not os.path.lexists(OLD + path):
            return None
        if path != place:
            os.makedirs(path, exist_ok=True)
    if any(place == one or place.startswith(one + "/") for one in shown):
        return None
    if os.path.isdir(OLD + place):
        os.makedirs(place, exist_ok=True)
    else:
        open(place, "w").close()
    kernel.bind(OLD + place, place)
    kernel.restrict(place, kernel.RDONLY | OWN)
    shown.append(place)
    return None

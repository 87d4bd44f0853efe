"""Files of a package, from the wheel that pip downloads into the cache; its code is never run.

Wheels alone: to download an sdist, pip runs the package's own build for its metadata. An sdist
that is already on the disk is read like any archive.
"""

import os
import re
import sys

from mdx.sources.archive import Archive
from mdx.sources.source import Source, SourceError
from mdx.sources.staging import staged
from mdx.sources.tree import Settings
from mdx.work import cache, children

PROJECT = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
VERSION = re.compile(r"[A-Za-z0-9][\w.!+-]*|")


def opened(source: Source, settings: Settings) -> Archive:
    """The newest wheel, or that of the source's revision, downloaded unless it is in the cache."""
    project, version = source.url, source.revision
    if not PROJECT.fullmatch(project) or not VERSION.fullmatch(version):
        raise SourceError(f"{project}=={version}: no project and version as PyPI has them")
    wanted = f"{project}=={version}" if version else project
    folder = os.path.join(cache.root(), "pypi", wanted)
    if settings.refresh or not os.path.isdir(folder):
        _download(wanted, folder)
    wheel = next(name for name in sorted(os.listdir(folder)) if name.endswith(".whl"))
    name, version = wheel.split("-")[:2]  # the wheel's file name begins with both (PEP 427)

    def link(path: str, lines: str) -> str:
        """A package URL (purl), which names the file but no lines."""
        return f"pkg:pypi/{name.lower().replace('_', '-')}@{version}#{path}"

    return Archive(os.path.join(folder, wheel), settings, version, link)


def _download(wanted: str, folder: str) -> None:
    """Downloads into a folder that is moved into place once it is complete."""
    with staged(folder) as new_folder:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
            "--only-binary", ":all:", "--no-input", "--disable-pip-version-check",
            "--dest", new_folder, "--", wanted,
        ]  # fmt: skip
        done = children.run(command)
        if done.returncode:
            raise SourceError(_reason(wanted, done.stderr.decode("utf-8", "replace")))


def _reason(wanted: str, stderr: str) -> str:
    if "No module named pip" in stderr:
        return f"this Python has no pip; {sys.executable} -m ensurepip installs it"
    errors = [line.removeprefix("ERROR: ") for line in stderr.splitlines() if "ERROR" in line]
    words = errors[-1] if errors else "pip failed"
    if "No matching distribution" in words:
        return (
            f"{wanted}: no wheel on PyPI, or no network. An sdist is not downloaded, since pip "
            "runs its build for that; download it yourself and name the file"
        )
    return f"{wanted}: {words}"

"""The one door for files that flags name: which may be read, and which may be written."""

import argparse
import os
import socket
import subprocess
import sys

import pytest
from places import ROOT

from mdx.shell import files
from mdx.shell.files import InputFile, OutputFile, OutputFolder
from mdx.work.errors import CannotRun


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with files of every kind, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("in", "other", "old"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "in").write_text("")
    (tmp_path / "link").symlink_to("in")
    (tmp_path / "links").symlink_to("link")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "to-new").symlink_to("new")
    (tmp_path / "to-nowhere").symlink_to("nosuch/new")
    (tmp_path / "same-folder").symlink_to("folder")
    os.link("in", "hard")
    os.mkfifo("pipe")
    return tmp_path


def check(operands=("in",), **named):
    files.check_files(argparse.Namespace(**named), list(operands))


@pytest.mark.parametrize(
    "named",
    [
        {"rejects": OutputFile("new")},
        {"rejects": OutputFile("old")},
        {"rejects": OutputFile("to-new")},
        {"rejects": OutputFile("folder/new")},
        {"rejects": OutputFile("/dev/null"), "report": OutputFile("/dev/null")},
        {"rejects": OutputFile("pipe")},
        {"rejects": OutputFile("new"), "report": OutputFile("old")},
        {"against": [InputFile("in"), InputFile("other")]},
        {"pin": [("test", InputFile("other"))], "out_dir": OutputFolder("folder")},
        {"out_dir": OutputFolder("a/b/c")},
        {"rejects": None, "jobs": 3},
    ],
)
def test_different_files_are_accepted(place, named):
    check(**named)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        # an input
        ({"rejects": OutputFile("in")}, "--rejects in is also an input, and would destroy it"),
        ({"rejects": OutputFile("./in")}, "--rejects ./in is also an input"),
        ({"rejects": OutputFile("folder/../in")}, "--rejects folder/../in is also an input"),
        ({"rejects": OutputFile("link")}, "--rejects link is also an input"),
        ({"rejects": OutputFile("links")}, "--rejects links is also an input"),
        ({"rejects": OutputFile("hard")}, "--rejects hard is also an input"),
        (
            {"pin": [("test", InputFile("other"))], "report": OutputFile("other")},
            "--report other is also an input",
        ),
        ({"against": [InputFile("nosuch")]}, "nosuch: no such file"),
        ({"against": [InputFile("")]}, "'': no such file"),
        ({"against": [InputFile("folder")]}, "folder: is a directory, expected a file"),
        # another output
        ({"rejects": OutputFile("new"), "report": OutputFile("new")}, "also what --rejects writes"),
        ({"rejects": OutputFile("new"), "report": OutputFile("to-new")}, "also what --rejects"),
        ({"rejects": OutputFile("old"), "report": OutputFile("./old")}, "also what --rejects"),
        (
            {"rejects": OutputFile("folder/n"), "report": OutputFile("same-folder/n")},
            "--report same-folder/n is also what --rejects writes",
        ),
        ({"rejects": OutputFile("pipe"), "report": OutputFile("pipe")}, "also what --rejects"),
        # not a file
        ({"rejects": OutputFile("-")}, "--rejects takes a file: standard output is for records"),
        ({"rejects": OutputFile("")}, "--rejects takes a file, and was given no name"),
        ({"rejects": OutputFile("folder")}, "--rejects folder: is a directory"),
        ({"rejects": OutputFile("same-folder")}, "--rejects same-folder: is a directory"),
        ({"rejects": OutputFile("nosuch/x")}, "--rejects nosuch/x: there is no folder nosuch"),
        ({"rejects": OutputFile("new/")}, "--rejects new/: is a directory"),
        ({"rejects": OutputFile("in/x")}, "--rejects in/x: there is no folder in"),
        ({"rejects": OutputFile("to-nowhere")}, "--rejects to-nowhere: there is no folder "),
        ({"rejects": OutputFile("circle")}, "--rejects circle: too many levels of symbolic links"),
        ({"rejects": OutputFile("n" * 300)}, f"--rejects {'n' * 300}: file name too long"),
        # not a folder
        ({"out_dir": OutputFolder("")}, "--out-dir takes a folder, and was given no name"),
        ({"out_dir": OutputFolder("in")}, "--out-dir in: in is not a directory"),
        ({"out_dir": OutputFolder("in/deep")}, "--out-dir in/deep: "),
    ],
)
def test_files_that_clash_or_cannot_be_used_are_refused(place, named, said):
    with pytest.raises(CannotRun) as refused:
        check(**named)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (place / "in").read_text() == "in"


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("in", {}),
        ("why", {"rejects": OutputFile("folder/why")}),
        ("other", {"against": [InputFile("folder/other")]}),
    ],
)
def test_a_file_in_a_folder_is_refused_if_it_is_an_input_or_another_output(place, name, named):
    (place / "folder" / "other").write_text("")
    folder = OutputFolder("same-folder")
    check(["folder/in"], **named, out_dir=folder)
    with pytest.raises(CannotRun, match=f"^same-folder/{name} is also "):
        folder.file(name)
    assert folder.file("new") == "same-folder/new"


def test_a_folder_is_made_when_its_first_file_is_asked_for(place):
    folder = OutputFolder("a/b")
    check(out_dir=folder)
    assert not (place / "a").exists()
    assert folder.file("new") == "a/b/new"
    assert (place / "a" / "b").is_dir()


def test_an_open_input_is_recognized_by_its_descriptor(place):
    with open("in", "rb") as stream, pytest.raises(CannotRun, match="is also an input"):
        check(rejects=OutputFile(f"/dev/fd/{stream.fileno()}"))


CHECK = """
import argparse, os, sys
from mdx.shell import files
from mdx.work.errors import CannotRun

if os.getuid() == 0 and "--not-root" in sys.argv:
    os.setgroups([])
    os.setuid(65534)
try:
    files.check_files(argparse.Namespace(rejects=files.OutputFile(sys.argv[1])), ["-"])
except CannotRun as error:
    print(error, file=sys.stderr)
"""


@pytest.fixture
def refusal(place):
    """The message about an output, with these streams."""

    def run(path: str, *args: str, **streams) -> str:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL} | streams
        done = subprocess.run(
            [sys.executable, "-c", CHECK, path, *args], env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE, text=True, check=True, **streams,
        )  # fmt: skip
        return done.stderr.strip()

    return run


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_recognized_by_any_name_even_if_it_is_a_pipe(refusal, path):
    assert refusal(path, stdout=subprocess.PIPE) == f"--rejects {path} is also an output"


@pytest.mark.parametrize("path", ["/dev/stderr", "/dev/fd/2"])
def test_messages_and_more_may_share_a_pipe(refusal, path):
    assert refusal(path) == ""


def test_one_socket_may_be_both_standard_streams(place):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        done = subprocess.run(
            [sys.executable, "-c", CHECK, "/dev/null"], stdin=theirs, stdout=theirs,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, check=True,
        )  # fmt: skip
    assert done.stderr == b""


def test_a_folder_or_file_without_write_permission_is_reported(refusal, place, monkeypatch):
    for name, mode in (("shut", 0o555), ("open", 0o777)):
        (place / name).mkdir()
        (place / name / "old").write_text("")
        (place / name / "old").chmod(0o666 if name == "shut" else 0o444)
        (place / name).chmod(mode)
    shut = (place / "shut").resolve()
    for folder in [place, *place.parents[:3]]:
        folder.chmod(folder.stat().st_mode | 0o055)
    assert refusal("shut/new", "--not-root") == f"--rejects shut/new: permission denied in {shut}"
    assert refusal("shut/old", "--not-root") == f"--rejects shut/old: permission denied in {shut}"
    assert refusal("open/old", "--not-root") == "--rejects open/old: permission denied"
    assert refusal("open/new", "--not-root") == ""

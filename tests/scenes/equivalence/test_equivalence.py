"""A cut does what the scene does in its project, call by call, or does not say it stands alone."""

import json
import subprocess
import sys
from pathlib import Path

import projects
import pytest
import whole_projects
from places import ROOT

from mdx.scenes.project import Project
from mdx.scenes.scene import Scene, scenes


def cut(project: projects.Project) -> Scene:
    files = project.files
    found = list(scenes(Project(files, files.__getitem__), project.path))
    return next(scene for scene in found if scene.name == "Film")


def compared(asked: list[projects.Project], folder: Path) -> list[str]:
    """What differs: one text a project whose cut says that it stands alone and does not."""
    cuts = [cut(project) for project in asked]
    cases = [
        {
            "files": project.files, "path": project.path, "roots": project.roots, "scene": "Film",
            "code": scene.code, "run": scene.standalone,
        }
        for project, scene in zip(asked, cuts)
    ]  # fmt: skip
    child = subprocess.run(
        [sys.executable, str(ROOT / "tests/fakes/side_by_side.py")],
        input=json.dumps(cases).encode(), cwd=folder, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    told = []
    for project, scene, (in_place, as_cut) in zip(asked, cuts, json.loads(child.stdout)):
        if "Error" in in_place[-1]:  # parts of a drawn one may be at odds
            assert project.name.startswith("drawn"), (project, in_place)
        elif scene.standalone and in_place != as_cut:
            told.append(f"{project.name}\n{scene.code}\n{in_place}\n{as_cut}\n")
    return told


BATCHES = {
    "each part": list(projects.every_part()),
    "drawn": list(projects.drawn(400, 1)),
    "whole": list(whole_projects.every()),
}


@pytest.mark.slow
@pytest.mark.parametrize("asked", BATCHES.values(), ids=BATCHES)
def test_a_cut_does_what_the_scene_does_in_place_or_says_what_it_lacks(asked, tmp_path):
    assert compared(asked, tmp_path) == []


def test_what_functions_import_is_carried_where_it_comes_to_the_same_and_else_reported():
    for project, is_alone in whole_projects.imported_late():
        assert cut(project).standalone is is_alone, project.name


def test_a_cut_carries_what_changes_a_value_where_a_text_can_tell():
    lacking = {p.name for p in whole_projects.every() if not cut(p).standalone}
    assert lacking & whole_projects.VALUES.keys() == whole_projects.UNTOLD

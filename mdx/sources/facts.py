"""What the syntax of code says about it, as metadata of a record."""

from collections.abc import Sequence
from typing import Any

from mdx.code.features import features
from mdx.code.project import Project
from mdx.code.scenes import Scene, SyntaxFault, scenes
from mdx.code.voiceover import plain_voiceover

NO_FEATURES = features("", set(), "", False)  # of what is no Python
ALONE = "code.py"  # the name of a text in the little project that it is


def of_scene(scene: Scene) -> dict[str, Any]:
    """The metadata that a scene's own code tells; the dialect only where there is evidence."""
    known = {
        "scene": scene.name,
        "docstring": scene.docstring,
        "narration": scene.narration,
        "standalone": scene.standalone,
        "unresolved": " ".join(scene.unresolved),
        "assets": " ".join(_word(name) for name, _ in scene.assets),
        "assets_missing": " ".join(_word(name) for name, exists in scene.assets if not exists),
        "packages": " ".join(scene.packages),
        "code_features": scene.features,
    }
    return known if scene.dialect == "unknown" else known | {"dialect": scene.dialect}


def _word(name: str) -> str:
    """A file's name without blanks, which stand between the names of a list."""
    return "%20".join(name.split())


def alone(code: str) -> list[Scene]:
    """The scenes of a text that is a project of its own; raises SyntaxFault for what is none."""
    return list(scenes(Project([ALONE], lambda _: code), ALONE))


def in_silence(scene: Scene) -> Scene:
    """The scene without its voiceover; what was spoken stays its narration."""
    try:
        code = plain_voiceover(scene.code)
        if code == scene.code:
            return scene
        plain = next(found for found in alone(code) if found.name == scene.name)
    except (SyntaxFault, StopIteration):  # a cut that does not parse is told elsewhere
        return scene
    return plain._replace(
        first_line=scene.first_line,
        last_line=scene.last_line,
        assets=scene.assets,
        docstring=scene.docstring,
        narration=scene.narration,
        dialect=scene.dialect,
    )


def of_whole(found: Sequence[Scene]) -> dict[str, Any]:
    """The metadata of a text that is kept whole, from the scenes in it."""
    told = [of_scene(scene) for scene in found]
    return {key: _merged([facts[key] for facts in told if key in facts]) for key in told[0]}


def _merged(values: list[Any]) -> Any:
    """One value for several scenes: texts joined, truths if all are true, numbers added up."""
    first = values[0]
    if isinstance(first, dict):
        return {key: _merged([value[key] for value in values]) for key in first}
    if isinstance(first, bool):
        return all(values)
    if isinstance(first, int | float):
        return sum(values)
    return " ".join(dict.fromkeys(word for value in values for word in value.split(" ") if word))

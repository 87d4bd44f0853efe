"""What the syntax of code says about it, as metadata of a record."""

from collections.abc import Sequence
from typing import Any

from mdx.scenes.features import features
from mdx.scenes.scene import Scene, SyntaxFault, scenes_of
from mdx.scenes.voiceover import plain_voiceover

LISTS = (  # with blanks between
    "scene", "unresolved", "ambiguous", "assets", "assets_missing", "packages",
)  # fmt: skip
TEXTS = ("docstring", "narration", "sections")


def of_scene(scene: Scene) -> dict[str, Any]:
    """The metadata that a scene's own code tells; the dialect only where there is evidence."""
    known = {
        "scene": scene.name,
        "docstring": scene.docstring,
        "narration": scene.narration,
        "sections": scene.sections,
        "abstract": scene.is_abstract,
        "standalone": scene.standalone,
        "unresolved": " ".join(scene.unresolved),
        "ambiguous": " ".join(scene.ambiguous),
        "assets": " ".join(_word(name) for name, _ in scene.assets),
        "assets_missing": " ".join(_word(name) for name, exists in scene.assets if not exists),
        "packages": " ".join(scene.packages),
        "code_features": scene.features,
    }
    return known if scene.dialect == "unknown" else known | {"dialect": scene.dialect}


def _word(name: str) -> str:
    """A file's name without blanks, which stand between the names of a list."""
    return "%20".join(name.split())


def in_silence(scene: Scene) -> Scene:
    """The scene without its voiceover; what was spoken stays its narration."""
    try:
        code = plain_voiceover(scene.code)
        if code == scene.code:
            return scene
        plain = next(found for found in scenes_of(code) if found.name == scene.name)
    except (SyntaxFault, StopIteration):  # a cut that does not parse is told elsewhere
        return scene
    return plain._replace(
        first_line=scene.first_line,
        last_line=scene.last_line,
        assets=scene.assets,
        docstring=scene.docstring,
        narration=scene.narration,
        sections=scene.sections,
        is_abstract=scene.is_abstract,
        dialect=scene.dialect,
    )


def of_whole(code: str, found: Sequence[Scene]) -> dict[str, Any]:
    """The metadata of a text that is kept whole, from the scenes in it: of each list all items,
    of words all paragraphs; a dialect where they agree. What is counted is counted in the text.
    """
    told = [of_scene(scene) for scene in found]
    of_each = {key: list(dict.fromkeys(facts[key] for facts in told)) for key in TEXTS + LISTS}
    known: dict[str, Any] = {key: "\n\n".join(filter(None, of_each[key])) for key in TEXTS}
    for key in LISTS:
        known[key] = " ".join(dict.fromkeys(" ".join(of_each[key]).split()))
    known["abstract"] = bool(told) and all(facts["abstract"] for facts in told)
    known["standalone"] = bool(told) and all(facts["standalone"] for facts in told)
    dialects = {facts["dialect"] for facts in told if "dialect" in facts}
    if len(dialects) == 1:
        known["dialect"] = dialects.pop()
    of_scenes = [scene.features for scene in found]
    bases = " ".join(dict.fromkeys(str(each["base"]) for each in of_scenes if each["base"]))
    own = bool(found) and all(each["own_construct"] for each in of_scenes)
    counted = features(code, set(), bases, own)
    holds = [key for key in counted if key.startswith("has_")]
    counted |= {key: any(each[key] for each in of_scenes) for key in holds}
    return known | {"code_features": counted}

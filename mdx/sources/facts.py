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
    """The metadata in a scene's own code; the dialect only if there is evidence for it."""
    metadata = {
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
    return metadata if scene.dialect == "unknown" else metadata | {"dialect": scene.dialect}


def _word(name: str) -> str:
    """A file's name without blanks, which separate the names in a list."""
    return "%20".join(name.split())


def in_silence(scene: Scene) -> Scene:
    """The scene without its voiceover; what was spoken stays its narration."""
    try:
        code = plain_voiceover(scene.code)
        if code == scene.code:
            return scene
        plain = next(silent for silent in scenes_of(code) if silent.name == scene.name)
    except (SyntaxFault, StopIteration):  # a cut that does not parse is reported elsewhere
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


def of_whole(code: str, scenes: Sequence[Scene]) -> dict[str, Any]:
    """The metadata of a text that is kept whole, from the scenes in it: all items of their lists,
    all paragraphs of their words, their dialect if they agree. Counts are those of the text.
    """
    of_scenes = [of_scene(scene) for scene in scenes]
    of_each = {key: list(dict.fromkeys(facts[key] for facts in of_scenes)) for key in TEXTS + LISTS}
    metadata: dict[str, Any] = {key: "\n\n".join(filter(None, of_each[key])) for key in TEXTS}
    for key in LISTS:
        metadata[key] = " ".join(dict.fromkeys(" ".join(of_each[key]).split()))
    metadata["abstract"] = bool(of_scenes) and all(facts["abstract"] for facts in of_scenes)
    metadata["standalone"] = bool(of_scenes) and all(facts["standalone"] for facts in of_scenes)
    dialects = {facts["dialect"] for facts in of_scenes if "dialect" in facts}
    if len(dialects) == 1:
        metadata["dialect"] = dialects.pop()
    counts = [scene.features for scene in scenes]
    bases = " ".join(dict.fromkeys(str(each["base"]) for each in counts if each["base"]))
    own = bool(scenes) and all(each["own_construct"] for each in counts)
    counted = features(code, set(), bases, own)
    holds = [key for key in counted if key.startswith("has_")]
    counted |= {key: any(each[key] for each in counts) for key in holds}
    return metadata | {"code_features": counted}

"""Data sets of Manim scenes and the words for them, made by tiny JSONL filters.

The commands are mdx-extract and its neighbours (`python -m mdx` lists them). What they know is here
as functions, which have no side effect and are imported when they are first asked for:

    scenes_of(code)               the Scene of each scene class, as code that stands alone where it
                                  can; raises SyntaxFault for what is no Python 3
    narrate(code)                 one to six sentences that ask for what the last scene shows; ""
                                  where nothing can be told
    findings(code)                each Finding against the code, for the newest Manim that is known
    assess(code, description)     an Assessment: scores in [0, 1], and the findings with weights
    normal_form(code)             bytes that are equal for code that differs in layout, comments,
                                  quotes, idle brackets and the order of imports alone
    shingles([form, ...])         for each normal form a sorted uint64 array, a number for every
                                  five tokens in a row; needs the extra `near` (numpy)
    group_of(record, kind)        the key that relatives share; kind is file, repo, scene or code
    split_of(record, shares)      the split that mdx-split gives a record, from shares such
                                  as {"test": 0.1, "train": 0.9}, which are 1 together
    read_jsonl(path)              each record of a file as a Line; raises BadLine at one that is
                                  none, with its place, and OSError

Code is text throughout: it is parsed, never run.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdx.outline import narrate
    from mdx.quality.evidence import Finding
    from mdx.quality.score import Assessment, assess, findings
    from mdx.records.fields import Record
    from mdx.records.jsonl import BadLine, Line
    from mdx.records.jsonl import read as read_jsonl
    from mdx.same.normal_form import normal as normal_form
    from mdx.same.placement import group_of, split_of
    from mdx.same.shingles import shingles
    from mdx.scenes.scene import Scene, SyntaxFault, scenes_of

__version__ = "0.2.0"

__all__ = [
    "Assessment",
    "BadLine",
    "Finding",
    "Line",
    "Record",
    "Scene",
    "SyntaxFault",
    "__version__",
    "assess",
    "findings",
    "group_of",
    "narrate",
    "normal_form",
    "read_jsonl",
    "scenes_of",
    "shingles",
    "split_of",
]

_HOMES = {
    "Assessment": "quality.score:Assessment",
    "BadLine": "records.jsonl:BadLine",
    "Finding": "quality.evidence:Finding",
    "Line": "records.jsonl:Line",
    "Record": "records.fields:Record",
    "Scene": "scenes.scene:Scene",
    "SyntaxFault": "scenes.syntax:SyntaxFault",
    "assess": "quality.score:assess",
    "findings": "quality.score:findings",
    "group_of": "same.placement:group_of",
    "narrate": "outline:narrate",
    "normal_form": "same.normal_form:normal",
    "read_jsonl": "records.jsonl:read",
    "scenes_of": "scenes.scene:scenes_of",
    "shingles": "same.shingles:shingles",
    "split_of": "same.placement:split_of",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, attribute = _HOMES[name].partition(":")
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), attribute)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Data sets of Manim scenes with descriptions, made by tiny JSONL filters.

The commands are mdx-extract and others, which `python -m mdx` lists. What they know is available
as functions without side effects, which are imported when first used:

    scenes_of(code)               the Scene of each scene class, as standalone code if possible;
                                  raises SyntaxFault for code that is not Python 3
    narrate(code)                 one to six sentences that ask for what the last scene shows, or
                                  "" if that cannot be said
    findings(code)                each Finding against the code, for the newest known Manim
    assess(code, description)     an Assessment: scores in [0, 1], and the findings with weights
    normal_form(code)             bytes that are equal for code that differs only in layout,
                                  comments, quotes, redundant brackets and the order of imports
    shingles([form, ...])         for each normal form a sorted uint64 array, with a number for
                                  every five consecutive tokens; needs the extra `near` (numpy)
    group_of(record, kind)        the key that related records share; kind is file, repo, scene or
                                  code
    split_of(record, shares)      the split that mdx-split gives a record, by shares such as
                                  {"test": 0.1, "train": 0.9}, which add up to 1
    read_jsonl(path)              each record of a file as a Line; raises BadLine with the place of
                                  the first bad line, or OSError

Code is text: it is parsed, never run.
"""

TYPE_CHECKING = False  # as in typing, whose import would come before mdx.shell.start
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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, attribute = _HOMES[name].partition(":")
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), attribute)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

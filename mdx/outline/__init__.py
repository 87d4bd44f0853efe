"""Plain English for what a scene shows, from its syntax tree alone: no model is asked.

What the code alone does not show is not described: a description may leave things out, but each
statement in it is true. The parts, in the order of the work: `walk` goes through the
code, with `plain` for Python's own functions; `looks`, `colours`, `mobjects`, `places`, `motions`
and `animations` know Manim, with the words of `words`; `stage` keeps what happens; `loops` and
`joins` fold what is repeated; `naming`, `clauses` and `narrator` put it into English.
"""

import ast
import warnings
from hashlib import sha256

from mdx.outline.narrator import tell
from mdx.outline.stage import Stage
from mdx.outline.walk import Walk

LARGEST = 400_000  # characters of code that are looked at
UNTOLD = 0.5  # the share of what is played that may have no name


def narrate(code: str) -> str:
    """One to six sentences that ask for what this scene shows; "" if too little can be told.

    Of several scenes in the code it is the last; equal code gives equal words.
    """
    if len(code) > LARGEST:
        return ""
    try:
        stage = performed(code)
        if stage is None or stage.untold > UNTOLD * stage.played:
            return ""
        return tell(stage, sha256(code.encode(errors="replace")).digest()[0])
    except (RecursionError, MemoryError):  # of code that is nested too deeply
        return ""


def performed(code: str) -> Stage | None:
    """The stage after the last scene of this code; None if there is no scene.

    Raises RecursionError and MemoryError for code that is nested too deeply.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError):
            return None
    scene = last_scene(tree)
    if scene is None:
        return None
    walk = Walk(tree)
    walk.perform(scene)
    return walk.stage


def last_scene(tree: ast.Module) -> ast.ClassDef | None:
    """The last class of the file that has a construct, or inherits one."""
    able: set[str] = set()
    scene = None
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own = any(isinstance(i, ast.FunctionDef) and i.name == "construct" for i in node.body)
            if own or any(isinstance(b, ast.Name) and b.id in able for b in node.bases):
                able.add(node.name)
                scene = node
    return scene

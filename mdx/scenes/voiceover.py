"""Makes a scene that speaks (manim_voiceover) into one that shows the same in silence."""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from mdx.scenes.rewrite import Edit, edited, span, taken_out
from mdx.scenes.syntax import lines_joined, parse
from mdx.scenes.voiceover_blocks import Block, block_of, blocks_of, unwrapped

LEAST_WAIT_S = 0.5
SHORTEST_S = 0.1  # for Manim to wait or play; it refuses zero

_SERVICE_CALLS = frozenset({"set_speech_service", "wait_for_voiceover", "add_voiceover_text",
    "add_voiceover_ssml", "voiceover"})  # fmt: skip
_BASE = "VoiceoverScene"
_SWITCH = "voiceovers_in_embed"  # an attribute of the scene


def plain_voiceover(source: str) -> str:
    """The source with every VoiceoverScene made a plain scene; other text is left as it is.

    Each `with self.voiceover(...)` is replaced by its body, with comments and layout. What depends
    on the sound is estimated from the words at WORDS_PER_SECOND: a tracker's duration becomes a
    number, `wait_until_bookmark` a wait for the words in between minus what is played in between;
    a block without a body waits for its words. Speech services and imports of manim_voiceover are
    removed. Raises SyntaxFault if a source that may need this does not parse.
    """
    if "oiceover" not in source:
        return source
    text = lines_joined(source)
    tree = parse(text)
    text = edited(text, _Silence(tree).edits())
    while True:
        blocks = list(blocks_of(parse(text)))
        if not blocks:
            return text
        text = unwrapped(text, blocks)


class _Silence:
    """The edits that leave every line in place, except statements that are removed entirely."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.gone: list[ast.stmt] = []
        self.found: list[Edit] = []
        self.voices: set[str] = set()  # names imported from manim_voiceover
        self.clock = "self.renderer.time"  # in ManimCE; in ManimGL the scene itself has the time
        self.has_scene = False

    def edits(self) -> list[Edit]:
        """All edits, none within another."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                self._meet(node)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                self._bases(node)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(node)
            elif isinstance(node, (ast.Expr, ast.Assign)) and self._serves(node):
                self.gone.append(node)
        self._imports()
        self._removals()
        removed = _Spans((node.lineno, 0, node.end_lineno or 0, 0) for node in self.gone)
        return [
            edit
            for edit in self.found
            if edit[4] in ("", "pass") or not removed.hold((edit[0], 0, edit[2], 0))
        ]

    def _meet(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if module.startswith("manimlib"):
            self.clock = "self.time"
        if module.startswith("manim_voiceover"):
            self.voices |= {alias.asname or alias.name for alias in node.names}
        else:
            names = {alias.name for alias in node.names}
            self.has_scene |= bool(names & {"*", "Scene"})

    def _bases(self, node: ast.ClassDef) -> None:
        for at, base in enumerate(node.bases):
            if not ast.unparse(base).endswith(_BASE):
                continue
            others = [b for b in node.bases if b is not base]
            if not any(ast.unparse(other).endswith(("Scene", "Slide")) for other in others):
                self.found.append((*span(base), "Scene"))
            else:
                self.found.append(taken_out([span(base) for base in node.bases], at))

    def _serves(self, node: ast.Expr | ast.Assign) -> bool:
        """Whether a statement only sets up the voice."""
        value = node.value
        if isinstance(node, ast.Assign):
            if any(getattr(target, "attr", "") == _SWITCH for target in node.targets):
                return True
            if not isinstance(value, ast.Call):
                return False
            return isinstance(value.func, ast.Name) and value.func.id in self.voices - {_BASE}
        return getattr(getattr(value, "func", None), "attr", "") in _SERVICE_CALLS

    def _function(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Replaces what a function reads from its trackers, and its waits for the voice."""
        blocks = _Blocks(function)
        waits = _calls(function, "wait") + _calls(function, "safe_wait")
        lengths = {id(call.args[0]) for call in waits if call.args}
        keywords = (node for node in ast.walk(function) if isinstance(node, ast.keyword))
        lengths |= {id(keyword.value) for keyword in keywords if keyword.arg == "run_time"}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "wait_until_bookmark":
                    self._bookmark(node, blocks)
                elif node.func.attr == "safe_wait":
                    end = span(node.func)[2:]
                    self.found.append((end[0], end[1] - len("safe_wait"), *end, "wait"))
                else:
                    least = SHORTEST_S if id(node) in lengths else 0
                    self._remaining(node, node.func, blocks, least)
            elif isinstance(node, ast.Attribute) and node.attr == "duration":
                block = blocks.tracked(node.value)
                if block is not None:
                    self.found.append((*span(node), str(block.seconds)))

    def _remaining(
        self, call: ast.Call, func: ast.Attribute, blocks: "_Blocks", least: float
    ) -> None:
        block = blocks.tracked(func.value)
        if block is None or func.attr not in ("get_remaining_duration", "time_until_bookmark"):
            return
        left = f"{block.tracker}_end - {self.clock}"
        if func.attr == "time_until_bookmark":
            left += f" - {round(block.seconds - _mark_of(call, block.marks), 1)}"
        positional = call.args[1:] if func.attr == "time_until_bookmark" else call.args
        if extra := [k.value for k in call.keywords if k.arg == "buff"] or positional:
            left += f" + {ast.unparse(extra[0])}"
        self.found.append((*span(call), f"max({left}, {least})"))

    def _bookmark(self, call: ast.Call, blocks: "_Blocks") -> None:
        block = blocks.around(call)
        seconds = 1.0 if block is None else blocks.until(call, block)
        receiver = span(call.func)
        name = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        self.found.append(
            (*receiver[:2], *span(call)[2:],
             f"{ast.unparse(name)}.wait({max(round(seconds, 1), LEAST_WAIT_S)})")
        )  # fmt: skip

    def _imports(self) -> None:
        """Removes voiceover names from import statements, unless something else reads them."""
        calls = (block.call for block in map(block_of, ast.walk(self.tree)) if block is not None)
        removed = _Spans([*map(span, self.gone), *(e[:4] for e in self.found), *map(span, calls)])
        kept = {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and not removed.hold(span(node))
        }
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.ImportFrom):
                continue
            from_voice = (node.module or "").startswith("manim_voiceover")
            wanted = [
                alias
                for alias in node.names
                if (alias.asname or alias.name) in kept or (not from_voice and alias.name != _BASE)
            ]
            if len(wanted) == len(node.names):
                continue
            if wanted:
                dots = "." * node.level + (node.module or "")
                names = ", ".join(a.name + f" as {a.asname}" * bool(a.asname) for a in wanted)
                self.found.append((*span(node), f"from {dots} import {names}"))
            elif not self.has_scene:
                self.has_scene = True
                library = "manimlib" if self.clock == "self.time" else "manim"
                self.found.append((*span(node), f"from {library} import Scene"))
            else:
                self.gone.append(node)

    def _removals(self) -> None:
        """Removes statements with their lines, or leaves `pass` where a body needs a statement."""
        gone = {id(node) for node in self.gone}
        for node in ast.walk(self.tree):
            for field in ("body", "orelse", "finalbody"):
                body = getattr(node, field, None)
                if not isinstance(body, list):
                    continue
                alone = not isinstance(node, ast.Module) and all(id(s) in gone for s in body)
                for at, statement in enumerate(body):
                    if id(statement) not in gone:
                        continue
                    shares = (
                        (at > 0 and (body[at - 1].end_lineno or 0) >= statement.lineno)
                        or any(
                            n.lineno <= (statement.end_lineno or 0) for n in body[at + 1 : at + 2]
                        )
                        or getattr(node, "lineno", 0) == statement.lineno
                    )
                    if shares or (alone and at == 0):
                        self.found.append((*span(statement), "pass"))
                    else:
                        last = statement.end_lineno or 0
                        self.found.append((statement.lineno, 0, last + 1, 0, ""))


Span = tuple[int, int, int, int]


class _Spans:
    """Spans of a text, which can tell whether one of them contains another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self.begins = [s[:2] for s in ordered]
        self.ends = list(accumulate((s[2:] for s in ordered), max))  # the furthest end so far

    def hold(self, inner: Span) -> bool:
        at = bisect_right(self.begins, inner[:2])
        return at > 0 and inner[2:] <= self.ends[at - 1]


class _Blocks:
    """The speaking blocks of a function, looked up by name or by a place inside them."""

    def __init__(self, function: ast.AST) -> None:
        blocks = [block for block in map(block_of, ast.walk(function)) if block is not None]
        self.blocks = sorted(blocks, key=_begin)
        self.outer: list[int] = []  # for each block the number of the one around it, or -1
        self.by_tracker: dict[str, list[Block]] = {}
        self._within: dict[int, tuple[list[Span], list[float], list[Span], list[float]]] = {}
        for number, block in enumerate(self.blocks):
            self.outer.append(self._holder(number - 1, span(block.node)))
            self.by_tracker.setdefault(block.tracker, []).append(block)

    def _holder(self, number: int, place: Span) -> int:
        """The innermost block that contains a place, searched from block `number` outwards."""
        while number >= 0 and span(self.blocks[number].node)[2:] < place[:2]:
            number = self.outer[number]
        return number

    def tracked(self, node: ast.AST) -> Block | None:
        """The block whose tracker a name is: the last one above with that tracker."""
        if not isinstance(node, ast.Name) or node.id not in self.by_tracker:
            return None
        named = self.by_tracker[node.id]
        at = bisect_left(named, span(node)[:2], key=_begin)
        return named[at - 1] if at else None

    def around(self, call: ast.Call) -> Block | None:
        """The innermost block that a call is in."""
        at = self._holder(bisect_left(self.blocks, span(call)[:2], key=_begin) - 1, span(call))
        return self.blocks[at] if at >= 0 else None

    def until(self, call: ast.Call, block: Block) -> float:
        """Seconds from the previous bookmark to that of a call, minus what is played in between."""
        if id(block) not in self._within:
            waits = sorted(_calls(block.node, "wait_until_bookmark"), key=span)
            plays = sorted(_calls(block.node, "play"), key=span)
            marks = list(accumulate((_mark_of(wait, block.marks) for wait in waits), max))
            self._within[id(block)] = (
                list(map(span, waits)), marks, list(map(span, plays)), list(map(_run_time, plays))
            )  # fmt: skip
        waits_at, marks, plays_at, times = self._within[id(block)]
        at = bisect_left(waits_at, span(call))
        since = waits_at[at - 1] if at else span(block.call)
        played = times[bisect_right(plays_at, since) : bisect_left(plays_at, span(call))]
        return _mark_of(call, block.marks) - max(marks[at - 1] if at else 0.0, 0.0) - sum(played)


def _begin(block: Block) -> tuple[int, int]:
    return block.node.lineno, block.node.col_offset


def _calls(block: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(block)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def _mark_of(call: ast.Call, marks: dict[str, float]) -> float:
    """The time of the bookmark that a call names; 0 if unknown."""
    mark = call.args[0] if call.args else None
    return marks.get(str(mark.value), 0.0) if isinstance(mark, ast.Constant) else 0.0


def _run_time(play: ast.Call) -> float:
    for keyword in play.keywords:
        if keyword.arg == "run_time" and isinstance(keyword.value, ast.Constant):
            value = keyword.value.value
            return float(value) if isinstance(value, (int, float)) else 1.0
    return 1.0

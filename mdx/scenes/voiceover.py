"""From a scene that speaks (manim_voiceover) to one that shows the same in silence."""

import ast

from mdx.scenes.rewrite import Edit, edited, span, taken_out
from mdx.scenes.syntax import lines_joined, parse
from mdx.scenes.voiceover_blocks import Block, block_of, blocks_of, unwrapped

LEAST_WAIT_S = 0.5
SHORTEST_S = 0.1  # of what Manim is to wait or to play: it refuses no time at all

_SERVICE_CALLS = frozenset({"set_speech_service", "wait_for_voiceover", "add_voiceover_text",
    "add_voiceover_ssml", "voiceover"})  # fmt: skip
_BASE = "VoiceoverScene"
_SWITCH = "voiceovers_in_embed"  # an attribute of the scene


def plain_voiceover(source: str) -> str:
    """The source with every VoiceoverScene made a plain scene, changed by source positions.

    The body of each `with self.voiceover(...)` stands in its place, with comments and layout. What
    depends on the sound is estimated from the words at WORDS_PER_SECOND: a tracker's duration
    becomes a number, `wait_until_bookmark` a wait for the words between, less what is played
    between; a block without a body waits for its words. Speech services and imports of
    manim_voiceover go. A source without any of this comes back as it is; one that does not parse
    raises SyntaxFault.
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
    """The edits that leave each line where it is, but for statements that go altogether."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.gone: list[ast.stmt] = []
        self.found: list[Edit] = []
        self.voices: set[str] = set()  # names that come from manim_voiceover
        self.clock = "self.renderer.time"  # of ManimCE; ManimGL has the time on the scene
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
        removed = [(node.lineno, node.end_lineno or 0) for node in self.gone]
        return [
            edit
            for edit in self.found
            if edit[4] in ("", "pass")
            or not any(first <= edit[0] and edit[2] <= last for first, last in removed)
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
        """Whether a statement only prepares the voice."""
        value = node.value
        if isinstance(node, ast.Assign):
            if any(getattr(target, "attr", "") == _SWITCH for target in node.targets):
                return True
            if not isinstance(value, ast.Call):
                return False
            return isinstance(value.func, ast.Name) and value.func.id in self.voices - {_BASE}
        return getattr(getattr(value, "func", None), "attr", "") in _SERVICE_CALLS

    def _function(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Estimates what one function takes from its trackers and waits for in its texts."""
        blocks = [block for block in map(block_of, ast.walk(function)) if block is not None]
        blocks.sort(key=lambda block: span(block.node))
        waits = _calls(function, "wait") + _calls(function, "safe_wait")
        lengths = {id(call.args[0]) for call in waits if call.args}
        keywords = (node for node in ast.walk(function) if isinstance(node, ast.keyword))
        lengths |= {id(keyword.value) for keyword in keywords if keyword.arg == "run_time"}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "wait_until_bookmark":
                    self._bookmark(node, blocks, function)
                elif node.func.attr == "safe_wait":
                    end = span(node.func)[2:]
                    self.found.append((end[0], end[1] - len("safe_wait"), *end, "wait"))
                else:
                    least = SHORTEST_S if id(node) in lengths else 0
                    self._remaining(node, node.func, blocks, least)
            elif isinstance(node, ast.Attribute) and node.attr == "duration":
                block = _of(node.value, blocks)
                if block is not None:
                    self.found.append((*span(node), str(block.seconds)))

    def _remaining(
        self, call: ast.Call, func: ast.Attribute, blocks: list[Block], least: float
    ) -> None:
        block = _of(func.value, blocks)
        if block is None or func.attr not in ("get_remaining_duration", "time_until_bookmark"):
            return
        left = f"{block.tracker}_end - {self.clock}"
        if func.attr == "time_until_bookmark":
            left += f" - {round(block.seconds - _mark_of(call, block.marks), 1)}"
        positional = call.args[1:] if func.attr == "time_until_bookmark" else call.args
        if extra := [k.value for k in call.keywords if k.arg == "buff"] or positional:
            left += f" + {ast.unparse(extra[0])}"
        self.found.append((*span(call), f"max({left}, {least})"))

    def _bookmark(self, call: ast.Call, blocks: list[Block], function: ast.AST) -> None:
        inside = [b for b in blocks if span(b.node)[:2] < span(call)[:2] <= span(b.node)[2:]]
        seconds = 1.0
        if inside:
            block = inside[-1]
            reached = [
                _mark_of(other, block.marks)
                for other in _calls(block.node, "wait_until_bookmark")
                if span(other) < span(call)
            ]
            since = max(
                [span(other) for other in _calls(block.node, "wait_until_bookmark")
                 if span(other) < span(call)], default=span(block.call)
            )  # fmt: skip
            played = [p for p in _calls(block.node, "play") if since < span(p) < span(call)]
            seconds = _mark_of(call, block.marks) - max(reached, default=0.0)
            seconds -= sum(map(_run_time, played))
        receiver = span(call.func)
        name = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        self.found.append(
            (*receiver[:2], *span(call)[2:],
             f"{ast.unparse(name)}.wait({max(round(seconds, 1), LEAST_WAIT_S)})")
        )  # fmt: skip

    def _imports(self) -> None:
        """Takes voiceover names out of import statements, where nothing else reads them."""
        removed = [span(node) for node in self.gone] + [edit[:4] for edit in self.found]
        for block in map(block_of, ast.walk(self.tree)):
            if block is not None:
                removed.append(span(block.call))
        kept = {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and not any(r[:2] <= span(node)[:2] and span(node)[2:] <= r[2:] for r in removed)
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
        """Takes statements out with their lines; one stays as `pass` where a body needs it."""
        gone = {id(node) for node in self.gone}
        for node in ast.walk(self.tree):
            for field in ("body", "orelse", "finalbody"):
                body = getattr(node, field, None)
                if not isinstance(body, list):
                    continue
                taken = [statement for statement in body if id(statement) in gone]
                alone = len(taken) == len(body) and not isinstance(node, ast.Module)
                for at, statement in enumerate(taken):
                    shares = (
                        any(
                            other is not statement
                            and other.lineno <= (statement.end_lineno or 0)
                            and (other.end_lineno or 0) >= statement.lineno
                            for other in body
                        )
                        or getattr(node, "lineno", 0) == statement.lineno
                    )
                    if shares or (alone and at == 0):
                        self.found.append((*span(statement), "pass"))
                    else:
                        last = statement.end_lineno or 0
                        self.found.append((statement.lineno, 0, last + 1, 0, ""))


def _of(node: ast.AST, blocks: list[Block]) -> Block | None:
    """The block whose tracker a name is: the last one before it that gave the name."""
    if not isinstance(node, ast.Name):
        return None
    before = [b for b in blocks if b.tracker == node.id and span(b.node)[:2] < span(node)[:2]]
    return before[-1] if before else None


def _calls(block: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(block)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def _mark_of(call: ast.Call, marks: dict[str, float]) -> float:
    """The time of the bookmark that a call names; 0 where it is not told."""
    mark = call.args[0] if call.args else None
    return marks.get(str(mark.value), 0.0) if isinstance(mark, ast.Constant) else 0.0


def _run_time(play: ast.Call) -> float:
    for keyword in play.keywords:
        if keyword.arg == "run_time" and isinstance(keyword.value, ast.Constant):
            value = keyword.value.value
            return float(value) if isinstance(value, (int, float)) else 1.0
    return 1.0

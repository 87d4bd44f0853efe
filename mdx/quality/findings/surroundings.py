"""What a scene needs around it: files, the network, a person, another renderer."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.scenes.assets import is_asset
from mdx.scenes.syntax import descendants

NETWORK = frozenset(("urllib", "socket", "http", "ftplib", "smtplib", "socketserver", "xmlrpc"))
# Calls whose first argument is a file that has to be there.
READERS = frozenset(
    ("ImageMobject", "SVGMobject", "add_sound", "imread", "loadtxt", "genfromtxt", "read_csv",
     "from_file", "register_font", "AudioSegment", "from_wav", "from_mp3")
)  # fmt: skip
# Calls whose strings are shown, not opened.
SHOWN = frozenset(
    ("Text", "MarkupText", "Tex", "MathTex", "Title", "Paragraph", "print", "BulletedList",
     "Table", "IntegerTable", "Code", "BraceLabel", "Matrix")
)  # fmt: skip
INTERACTIVE = frozenset(("embed", "interactive_embed", "interact", "checkpoint_paste"))
ASKING = frozenset(("input", "breakpoint"))
STOPPING = INTERACTIVE | ASKING
OPENING = READERS | {"open", "Code"}
FILE_KEYWORDS = frozenset(
    ("code_file", "file_name", "filename_or_array", "sound_file", "filename", "file")
)
# Classes that only the OpenGL renderer can draw.
FOR_OPENGL = ("DotCloud", "TrueDot")
LOOKING = frozenset(("exists", "isfile", "is_file"))
WRITERS = frozenset(("savefig", "imsave", "save", "savetxt", "dump", "write_text", "write_bytes"))
WRITING = WRITERS | {"open"}
PLACE = 3


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`missing-asset:name`, `network:module`, `interactive:call`, `opengl`."""
    written = _written(evidence)
    assets = dict.fromkeys(_opened(evidence)) | dict.fromkeys(_named(evidence))
    for name in assets:
        if name not in written:
            yield Finding("missing-asset", name)
    for node in evidence.all(ast.Import, ast.ImportFrom):
        names = [i.name for i in node.names] if isinstance(node, ast.Import) else [node.module]
        for name in names:
            root = (name or "").partition(".")[0]
            if root in NETWORK and name != "urllib.parse":
                yield Finding("network", root)
    for name, call in evidence.calls_of(STOPPING):
        if name in (INTERACTIVE if isinstance(call.func, ast.Attribute) else ASKING):
            yield Finding("interactive", name)
    if _needs_opengl(evidence):
        yield Finding("opengl")


def _opened(evidence: Evidence) -> Iterator[str]:
    """The files that calls open to read; `?` for a name that is made up at run time."""
    for name, call in evidence.calls_of(OPENING):
        given = call.args[:1] or [k.value for k in call.keywords if k.arg in FILE_KEYWORDS]
        first = given[0] if given else None
        if name != "open" or not _mode(call) & set("wax"):
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
            elif isinstance(first, ast.JoinedStr | ast.BinOp) or (
                first is not None and name == "SVGMobject"
            ):
                yield "?"


def _mode(call: ast.Call) -> set[str]:
    modes = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
    return {letter for m in modes if isinstance(m, ast.Constant) for letter in str(m.value)}


def _written(evidence: Evidence) -> set[str]:
    """The files that the code makes itself; it then may open any it cannot name, too."""
    files: set[str] = set()
    for name, call in evidence.calls_of(WRITING):
        if name != "open" or _mode(call) & set("wax"):
            files.add("?")
            files |= {str(a.value) for a in call.args if isinstance(a, ast.Constant)}
    return files


def _named(evidence: Evidence) -> Iterator[str]:
    """Strings that end like a file, where none is shown, a comment, or looked for by the code."""
    if not evidence.calls.keys().isdisjoint(LOOKING):
        return
    texts = [n for n in evidence.all(ast.Constant) if type(n.value) is str and "." in n.value]
    if named := {id(n): n.value for n in texts if len(n.value) > 4 and is_asset(n.value)}:
        shown = {id(a) for _, call in evidence.calls_of(SHOWN) for a in descendants(call)}
        shown |= {id(node.value) for node in evidence.all(ast.Expr)}
        yield from (text for node, text in named.items() if node not in shown)


def _needs_opengl(evidence: Evidence) -> bool:
    """Whether the code talks to the OpenGL renderer, which manim does not use unless told."""
    if not evidence.calls.keys().isdisjoint(FOR_OPENGL):
        return True
    code = evidence.code
    if not ("renderer" in code or "opengl" in code or "OPENGL" in code or "OpenGL" in code):
        return False
    return (
        any(name.startswith("OpenGL") for name in evidence.calls)
        or any(text in ("opengl", "OPENGL") for text in evidence.strings.values())
        or any(
            node.attr == "context" and getattr(node.value, "attr", "") == "renderer"
            for node in evidence.all(ast.Attribute)
        )
    )

"""The files that a scene shows, plays or reads."""

import ast
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

# Calls in any dialect whose first argument names a file.
TAKERS = frozenset({"ImageMobject", "SVGMobject", "add_sound", "open", "Code", "VideoMobject",
    "imread", "loadtxt", "genfromtxt", "read_csv", "ImageFromFile", "from_file", "register_font",
    "get_full_raster_image_path", "listdir", "load"})  # fmt: skip
# Calls that show their argument as words, so that it names no file.
SHOWN = frozenset({"Text", "MarkupText", "Paragraph", "Tex", "MathTex", "Title", "BulletedList",
    "TextMobject", "TexMobject", "TexText", "OldTex", "OldTexText", "print"})  # fmt: skip
KEYWORDS = frozenset({"filename", "filename_or_array", "file_name", "file_path", "file",
    "sound_file", "code_file"})  # fmt: skip

_ENDING = re.compile(
    r"[^\n<>|*?\"]{1,250}\.(?:png|jpe?g|gif|bmp|webp|tiff?|svg|pdf|wav|mp3|ogg|m4a|flac|mp4|mov|"
    r"webm|avi|json|csv|tsv|txt|npy|npz|pkl|pickle|gz|h5|pth?|obj|stl|ttf|otf|mat|parquet|mol|sdf)",
    re.IGNORECASE,
)
# Objects whose `open` or `load` reads a file.
_OPENERS = frozenset({"Image", "PIL", "io", "codecs", "gzip", "np", "numpy", "torch"})
_ARRAYS = frozenset({"np", "numpy", "cv2", "plt", "torch", "Image"})
_COMPUTED = re.compile(r"\{[^{}]*\}|%[-+ #0-9.]*[a-z]")
_NOTHING_ELSE = re.compile(rf"(?:{_COMPUTED.pattern}|[/.])+")
LONGEST = 60  # characters of an expression
PARTS_MAX = 5  # constant parts of a name; with more, nearly anything would fit


def is_asset(text: str) -> bool:
    """Whether a string constant ends like the name of a picture, sound, video or data file."""
    return "." in text[-9:] and _ENDING.fullmatch(text) is not None


def taken(call: ast.Call, arrays: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """The names of the files that a call of one of TAKERS reads, each with those string constants
    in the argument that the name ends with; `arrays` are names of arrays of pixels."""
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name in ("open", "load") and not _reads(call, name):
        return
    for value in [*call.args[:1], *(k.value for k in call.keywords if k.arg in KEYWORDS)]:
        is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
        if is_text or isinstance(value, ast.JoinedStr) or _is_name(value, name, arrays):
            if file := named(value):
                parts = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
                yield file, [p for p in parts if isinstance(p, str) and file.endswith(p)]


def arrays(assigned: Iterable[ast.Assign]) -> set[str]:
    """The names that arrays are assigned to; one that ImageMobject takes is of pixels."""
    return {
        _dotted(target) for node in assigned if _is_array(node.value) for target in node.targets
    }


def _reads(call: ast.Call, name: str) -> bool:
    """Whether a call named `open` or `load` reads a file."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    modes = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
    text = "".join(str(mode.value) for mode in modes if isinstance(mode, ast.Constant))
    is_file = name == "open" if owner is None else getattr(owner, "id", "") in _OPENERS
    return is_file and not set(text) & set("wax")


def _is_name(value: ast.expr, taker: str, arrays: Collection[str]) -> bool:
    """Whether an expression is the name of a file, not an array of pixels."""
    if isinstance(value, ast.Constant | ast.Starred):
        return False
    if taker != "ImageMobject" or _joins(value):
        return True
    if isinstance(value, ast.Name | ast.Attribute):
        return _dotted(value) not in arrays
    return isinstance(value, ast.BinOp) and not is_computed(named(value))


def _is_array(value: ast.expr) -> bool:
    return any(getattr(node, "id", "") in _ARRAYS for node in ast.walk(value))


def _dotted(node: ast.AST) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([getattr(node, "id", "?"), *reversed(parts)])


def _joins(value: ast.expr) -> bool:
    """Whether an expression is a call that builds a name or a path."""
    if not isinstance(value, ast.Call):
        return False
    name = getattr(value.func, "attr", "") or getattr(value.func, "id", "")
    return name in ("join", "Path", "format", "replace", "lower", "get_string", "str")


def named(value: ast.expr) -> str:
    """The name of a file that an expression builds, with computed parts in braces."""
    try:
        return _named(value)
    except RecursionError:
        return "{...}"


def _named(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr():
            return "".join(map(_named, value.values))
        case ast.FormattedValue():
            return f"{{{_squeezed(value.value)}}}"
        case ast.BinOp(left=left, op=ast.Add() | ast.Div(), right=right):
            return _named(left) + "/" * isinstance(value.op, ast.Div) + _named(right)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod()):
            return text
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return _named(inner)
        case ast.Call(func=ast.Attribute(attr="join") | ast.Name(id="Path"), args=[_, *_] as parts):
            return "/".join(map(_named, parts))
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            return text
    return f"{{{_squeezed(value)}}}"


def is_computed(name: str) -> bool:
    """Whether all of a file's name is computed."""
    return _NOTHING_ELSE.fullmatch(name) is not None


def _squeezed(value: ast.expr) -> str:
    return "".join(ast.unparse(value).split())[:LONGEST].replace("{", "(").replace("}", ")")


# Where manim looks for a name without a folder, and the endings it adds to a name without one.
_FOLDERS = ("", "assets", "images", "img", "svg", "svgs", "sounds", "audio", "data", "media",
            "assets/images", "assets/svg_images", "assets/sounds", "assets/raster_images",
            "raster_images", "svg_images", "vector_images", "sound")  # fmt: skip
_ENDINGS = ("", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".wav", ".mp3", ".ogg", ".txt", ".py")


def exists(name: str, module: str, paths: Collection[str], names: Collection[str]) -> bool:
    """Whether the module at path `module` would find a file of that name.

    `names` are those of all files without their folders. For a partly computed name, whether any
    file fits what is known of it.
    """
    if posixpath.isabs(name):
        return False
    if _COMPUTED.search(name):
        return _fits(name, paths)
    name = name.replace("\\", "/")
    if not any(posixpath.basename(name) + ending in names for ending in _ENDINGS):
        return False
    for root in dict.fromkeys((posixpath.dirname(module), "")):
        for folder in _FOLDERS:
            path = posixpath.normpath(posixpath.join(root, folder, name))
            for ending in _ENDINGS:
                if path + ending in paths:
                    return True
    return False


def _fits(name: str, paths: Collection[str]) -> bool:
    parts = _COMPUTED.sub("\0", re.sub(r"^(?:\.{0,2}/)+", "", name)).split("\0")
    stem = posixpath.splitext(posixpath.basename("\0".join(parts)))[0]
    if len(parts) > PARTS_MAX or not any(len(part) > 1 for part in stem.split("\0")):
        return False
    # A computed part contains no slash. The first match of each part will do, except that the last
    # part must be at the end.
    first, *between = map(re.escape, parts)
    last = "[^/]*" + between.pop()
    inner = "".join(f"(?>[^/]*?{part})" for part in between)
    whole = re.compile(rf"{first}{inner}{last}(?:\.\w+)?")
    folders = "".join(parts).count("/")
    return any(
        whole.fullmatch("/".join(path.rsplit("/", folders + 1)[-folders - 1 :])) for path in paths
    )

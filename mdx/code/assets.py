"""The files that a scene shows, plays or reads."""

import posixpath
import re
from collections.abc import Collection

# Calls whose first argument names a file, in any dialect.
TAKERS = frozenset({"ImageMobject", "SVGMobject", "add_sound", "open", "Code", "VideoMobject",
    "imread", "loadtxt", "genfromtxt", "read_csv", "ImageFromFile"})  # fmt: skip
KEYWORDS = frozenset({"filename", "filename_or_array", "file_name", "file_path", "file",
    "sound_file", "code_file"})  # fmt: skip

_ENDING = re.compile(
    r"[^\n<>|*?\"]{1,250}\.(?:png|jpe?g|gif|bmp|webp|tiff?|svg|pdf|wav|mp3|ogg|m4a|flac|mp4|mov|"
    r"webm|avi|json|csv|tsv|txt|npy|npz|pkl|pickle|gz|h5|pth?|obj|stl|ttf|otf|mat|parquet)",
    re.IGNORECASE,
)


def is_asset(text: str) -> bool:
    """Whether a string constant ends like the name of a picture, sound, film or data file."""
    return "." in text[-9:] and _ENDING.fullmatch(text) is not None


# Where manim looks for a name without a folder, and what it adds to a name without an ending.
_FOLDERS = ("", "assets", "images", "img", "svg", "svgs", "sounds", "audio", "data", "media",
            "assets/images", "assets/svg_images", "assets/sounds", "assets/raster_images",
            "raster_images", "svg_images", "vector_images", "sound")  # fmt: skip
_ENDINGS = ("", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".wav", ".mp3", ".ogg", ".txt", ".py")


def exists(name: str, module: str, paths: Collection[str]) -> bool:
    """Whether a file of that name is there, as seen from the module at path `module`."""
    if posixpath.isabs(name):
        return False
    for root in dict.fromkeys((posixpath.dirname(module), "")):
        for folder in _FOLDERS:
            path = posixpath.normpath(posixpath.join(root, folder, name.replace("\\", "/")))
            for ending in _ENDINGS:
                if path + ending in paths:
                    return True
    return False

"""Where mdx keeps what it need not ask for twice."""

import os


def root() -> str:
    """The cache directory: MDX_CACHE_DIR, else XDG_CACHE_HOME/mdx, else the platform's place.

    Nothing is made here: a directory comes into being with the first thing put into it.
    """
    if chosen := os.environ.get("MDX_CACHE_DIR"):
        return chosen
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return os.path.join(xdg, "mdx")
    import platformdirs

    return platformdirs.user_cache_dir("mdx", appauthor=False)


def make_private(folder: str) -> None:
    """Makes the folder and what is missing above it, open to nobody else (0700)."""
    parent = os.path.dirname(folder)
    if parent and not os.path.isdir(parent):
        make_private(parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise

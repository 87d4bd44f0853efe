"""Files of a data set on Kaggle, which kagglehub fetches into its own cache."""

import sys
from contextlib import redirect_stdout

from mdx.sources.kinds.local import Folder
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import ROWS, Settings


def opened(source: Source, settings: Settings) -> "DataSet":
    """The data set's files at the source's version, a number, or at the newest."""
    try:
        import kagglehub
    except ImportError:
        raise SourceError("needs kagglehub: pip install 'mdx-tools[kaggle]'") from None
    handle = f"{source.url}/versions/{source.revision}" if source.revision else source.url
    try:
        with redirect_stdout(sys.stderr):  # it talks; our standard output is records alone
            folder = kagglehub.dataset_download(handle, force_download=settings.refresh)
    except Exception as error:  # its errors are those of its HTTP client, by version
        words = " ".join(str(error).split()) or type(error).__name__
        hint = "set KAGGLE_USERNAME and KAGGLE_KEY, or see that the name is right"
        raise SourceError(f"{source.url}: {words}; {hint}") from None
    return DataSet(folder, source, settings)


class DataSet(Folder):
    """The data set in kagglehub's cache (a Tree)."""

    formats: tuple[str, ...] = ROWS

    def __init__(self, folder: str, source: Source, settings: Settings):
        super().__init__(folder, settings)
        self.url = source.url
        self.revision = source.revision or folder.rstrip("/").rpartition("/")[2]

    def link(self, path: str, lines: str) -> str:
        return f"kaggle://{self.url}/versions/{self.revision}/{path}"

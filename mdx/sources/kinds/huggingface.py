"""Files of a data set on the Hugging Face hub, or on the hub that HF_ENDPOINT names.

huggingface_hub fetches them into its own cache, and minds HF_TOKEN, HF_HUB_OFFLINE and the rest.
"""

import re

from mdx.sources.kinds.local import Folder
from mdx.sources.selection import CARD
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import ROWS, Settings, matches

LICENCE = re.compile(r"^license:\s*([\w.-]+)\s*$", re.MULTILINE)
SPDX = {"mit": "MIT", "apache-2.0": "Apache-2.0", "openrail": "OpenRAIL"}
HINTS = {
    "GatedRepoError": "gated: accept its terms on the hub and set HF_TOKEN",
    "RepositoryNotFoundError": "no such data set, or a private one: set HF_TOKEN",
    "RevisionNotFoundError": "no such revision",
    "LocalEntryNotFoundError": "not in the cache, and the hub is out of reach: no network?",
    "OfflineModeIsEnabled": "not in the cache, and HF_HUB_OFFLINE is set",
}


def opened(source: Source, settings: Settings) -> "DataSet":
    """The wanted files at the source's revision, fetched unless huggingface_hub has them."""
    try:
        import huggingface_hub as hub
        from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]
    except ImportError:
        raise SourceError("needs huggingface_hub: pip install 'mdx-tools[hf]'") from None
    disable_progress_bars()
    wanted = [*(source.paths or [f"**{suffix}" for suffix in ROWS]), CARD]
    try:
        if not hub.constants.HF_HUB_OFFLINE:
            _check_size(hub.HfApi(), source, wanted, settings)
        folder = hub.snapshot_download(
            source.url, repo_type="dataset", revision=source.revision or None,
            allow_patterns=[pattern.replace("**/", "*") for pattern in wanted],
            force_download=settings.refresh,
        )  # fmt: skip
    except SourceError:
        raise
    except Exception as error:  # its errors are those of two HTTP clients, by version
        raise SourceError(f"{source.url}: {_reason(error)}") from None
    return DataSet(folder, source, settings)


def _check_size(api: object, source: Source, wanted: list[str], settings: Settings) -> None:
    try:
        info = api.dataset_info(  # type: ignore[attr-defined]
            source.url, revision=source.revision or None, files_metadata=True
        )
    except Exception as error:
        if _hint(error):
            raise
        return  # out of reach: what is cached is used
    sizes = [f.size or 0 for f in info.siblings or [] if matches(f.rfilename, wanted)]
    if sum(sizes) > settings.max_download:
        raise SourceError(f"{source.url}: {sum(sizes)} bytes; --max-download allows more")


def _reason(error: Exception) -> str:
    return _hint(error) or " ".join(str(error).split()) or type(error).__name__


def _hint(error: Exception) -> str:
    names = [kind.__name__ for kind in type(error).__mro__]
    return next((HINTS[name] for name in names if name in HINTS), "")


class DataSet(Folder):
    """A snapshot in the cache (a Tree). The hub's client links its files to blobs beside it."""

    formats: tuple[str, ...] = ROWS
    follow_links = True

    def __init__(self, folder: str, source: Source, settings: Settings):
        super().__init__(folder, settings)
        self.url = source.url
        self.revision = folder.rstrip("/").rpartition("/")[2]

    @property
    def license(self) -> str:
        """What the data set's card says."""
        if CARD not in self.paths:
            return ""
        return licence_in(self.read(CARD).decode("utf-8", "replace"))

    def link(self, path: str, lines: str) -> str:
        return f"hf://datasets/{self.url}@{self.revision}/{path}"


def licence_in(card: str) -> str:
    """The SPDX id of the licence that the YAML block on top of a data set's card names, or ""."""
    block, end, _ = card.removeprefix("---").partition("\n---")
    match = LICENCE.search(block) if end and card.startswith("---\n") else None
    name = match[1] if match else ""
    return SPDX.get(name, name.upper() if name.startswith("cc") else name)

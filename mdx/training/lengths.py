"""The length of a text in the tokens of a model."""

import os
from collections.abc import Callable

Count = Callable[[str], int]
TIKTOKEN = "tiktoken:"


class CannotCount(ValueError):
    """A tokenizer cannot be loaded; the message says why."""


def tokens(name: str) -> Count:
    """A function that counts tokens by a file tokenizer.json, a model on the hub, or
    `tiktoken:ENCODING`, without special tokens or those of a chat template. Raises CannotCount."""
    try:
        return _tiktoken(name) if name.startswith(TIKTOKEN) else _tokenizers(name)
    except ImportError as error:
        hint = f"needs {error.name}: pip install 'mdx-tools[tokens]'"
        raise CannotCount(f"{name}: {hint}") from None


def _tokenizers(name: str) -> Count:
    from tokenizers import Tokenizer

    try:
        if os.path.isfile(name):
            tokenizer = Tokenizer.from_file(name)
        else:
            tokenizer = Tokenizer.from_pretrained(name)
    except Exception as error:  # the library raises nothing more specific
        raise CannotCount(f"{name}: {error}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _tiktoken(name: str) -> Count:
    import tiktoken

    try:
        encoding = tiktoken.get_encoding(name.removeprefix(TIKTOKEN))
    except Exception as error:  # for an unknown name, or whatever requests raises
        raise CannotCount(f"{name}: {error}") from None
    return lambda text: len(encoding.encode_ordinary(text))

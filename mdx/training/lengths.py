"""How long a text is, in characters or in the tokens of a model."""

import os
from collections.abc import Callable

Count = Callable[[str], int]
TIKTOKEN = "tiktoken:"


class CannotCount(ValueError):
    """A tokenizer that is not to be had; the message says why."""


def tokens(name: str) -> Count:
    """What counts tokens: of a file tokenizer.json, a model on the hub, or `tiktoken:ENCODING`.

    Special tokens and what a chat template adds are not among them. Raises CannotCount.
    """
    try:
        return _tiktoken(name) if name.startswith(TIKTOKEN) else _tokenizers(name)
    except ImportError as error:
        hint = f"pip install 'mdx-tools[tokens]' brings {error.name} along"
        raise CannotCount(f"{name}: {hint}") from None


def _tokenizers(name: str) -> Count:
    from tokenizers import Tokenizer

    try:
        if os.path.isfile(name):
            tokenizer = Tokenizer.from_file(name)
        else:
            tokenizer = Tokenizer.from_pretrained(name)
    except Exception as error:  # the library raises nothing more special
        raise CannotCount(f"{name}: {error}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _tiktoken(name: str) -> Count:
    import tiktoken

    try:
        encoding = tiktoken.get_encoding(name.removeprefix(TIKTOKEN))
    except Exception as error:  # an unknown name, and all that requests raises
        raise CannotCount(f"{name}: {error}") from None
    return lambda text: len(encoding.encode_ordinary(text))

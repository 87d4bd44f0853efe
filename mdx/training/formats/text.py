"""One text for a base model: TRL's language modeling, axolotl's type completion, pre-training in
LLaMA-Factory."""

from mdx.records.fields import Record
from mdx.training.example import FENCE, Example


def row(example: Example) -> Record:
    """`text`: the request as comments on top of the code, or as paragraphs before a fence."""
    parts = [part for part in (example.system, example.request) if part]
    if not example.answer.startswith(FENCE):
        parts = [comment(part) for part in parts]
        return {"text": "\n#\n".join(parts) + "\n" + example.answer}
    return {"text": "\n\n".join([*parts, example.answer])}


def comment(text: str) -> str:
    """The text as comments of Python."""
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())

"""Two strings: TRL's prompt and completion, of which only the completion counts in the loss."""

from mdx.records.fields import Record
from mdx.training.example import Example


def row(example: Example) -> Record:
    """`prompt`, after the system prompt if there is one, and `completion`."""
    parts = [example.system, example.request] if example.system else [example.request]
    return {"prompt": "\n\n".join(parts) + "\n", "completion": example.answer}

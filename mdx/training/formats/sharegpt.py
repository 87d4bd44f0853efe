"""A conversation by from and value: LLaMA-Factory's sharegpt, Unsloth, older axolotl."""

from mdx.records.fields import Record
from mdx.training.example import Example


def row(example: Example) -> Record:
    """`conversations`: from `system`, if there is one, `human` and `gpt`."""
    first = [{"from": "system", "value": example.system}] if example.system else []
    turns = [{"from": "human", "value": example.request}, {"from": "gpt", "value": example.answer}]
    return {"conversations": [*first, *turns]}

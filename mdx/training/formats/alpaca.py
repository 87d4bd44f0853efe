"""Instruction, input and output: LLaMA-Factory's default, axolotl's type alpaca, Unsloth."""

from mdx.records.fields import Record
from mdx.training.example import Example


def row(example: Example) -> Record:
    """`instruction`, an `input` that is always empty, `output`, and `system` if there is one."""
    system = {"system": example.system} if example.system else {}
    return {"instruction": example.request, "input": "", "output": example.answer} | system

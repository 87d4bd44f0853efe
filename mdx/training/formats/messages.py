"""A conversation by role and content: TRL, Unsloth, axolotl (type chat_template), LLaMA-Factory
(sharegpt with tags), and the fine-tuning services of OpenAI and others."""

from mdx.records.fields import Record
from mdx.training.example import Example


def row(example: Example) -> Record:
    """`messages`: the system prompt, if there is one, the request and the answer."""
    answer = {"role": "assistant", "content": example.answer}
    return {"messages": [*prompt(example.system, example.request), answer]}


def prompt(system: str, request: str) -> list[dict[str, str]]:
    """The messages that come before an answer."""
    first = [{"role": "system", "content": system}] if system else []
    return [*first, {"role": "user", "content": request}]

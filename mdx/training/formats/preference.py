"""Two answers to one request, the better one first: TRL's conversational preference format with an
explicit prompt, for DPO and related methods."""

from mdx.records.fields import Record
from mdx.training.example import Pair
from mdx.training.formats.messages import prompt
from mdx.training.pairs import by_request

KEY = by_request


def row(pair: Pair) -> Record:
    """`prompt`; `chosen`, whose code renders; `rejected`, whose code does not."""
    return {
        "prompt": prompt(pair.working.system, pair.working.request),
        "chosen": [{"role": "assistant", "content": pair.working.answer}],
        "rejected": [{"role": "assistant", "content": pair.broken.answer}],
    }

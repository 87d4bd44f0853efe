"""Exchanges that are one text, as trainers write them for one model or another."""

import re

from mdx.sources.rows.turn import Turn, role

_SIDES = r"(system|user|human|assistant|model|tool|gpt|bot|function|ipython)"
# Each finds where a turn begins; its group is whose it is. What ends one is in ENDS.
MARKS = (
    re.compile(rf"<\|im_start\|>\s{{0,4}}{_SIDES}[^\n<]{{0,40}}\n?"),  # ChatML
    re.compile(rf"<\|start_header_id\|>\s{{0,4}}{_SIDES}\s{{0,4}}<\|end_header_id\|>"),  # Llama 3
    re.compile(rf"<start_of_turn>\s{{0,4}}{_SIDES}"),  # Gemma
    re.compile(rf"<\|{_SIDES}\|>"),  # Phi, Zephyr
    re.compile(
        r"^\#{2,4} ?(Instructions?|Input|Question|Human|User|Prompt|System|Response|Assistant"
        r"|Answer|Output|Completion|Solution|Code):?[ \t]*$|^\#{2,4} ?(Instruction|Input|Question"
        r"|Human|User|Response|Assistant|Answer|Output):|(?<=\S)#{3} ?(Human|Assistant):",
        re.MULTILINE | re.IGNORECASE,
    ),  # Alpaca, Vicuna
    re.compile(r"^(Human|User|USER|Assistant|ASSISTANT|AI):[ \t]*", re.MULTILINE),
    re.compile(r"^(Question|Answer|Prompt|Response|Q|A):[ \t]+(?!.{0,80}=)", re.MULTILINE),
)
ENDS = re.compile(r"<\|im_end\|>|<\|eot_id\|>|<end_of_turn>|<\|end\|>|<\|endoftext\|>|</s>|<s>|"
                  r"<\|begin_of_text\|>|<bos>|<eos>|<\|end_of_text\|>")  # fmt: skip
INST = re.compile(r"\[INST\]|\[/INST\]")


def turns(text: str) -> list[Turn]:
    """The turns of a text in a known template; [] for any other text."""
    if "[/INST]" in text:
        return _inst(text)
    for mark in MARKS:
        marks = list(mark.finditer(text))
        sides = [role(next(filter(None, match.groups()), "")) for match in marks]
        if "user" in sides:
            ends = [*(match.start() for match in marks[1:]), len(text)]
            said = [text[match.end() : end] for match, end in zip(marks, ends, strict=True)]
            return [Turn(s, ENDS.sub("", t).strip()) for s, t in zip(sides, said, strict=True)]
    return []


def _inst(text: str) -> list[Turn]:
    """Llama 2's and Mistral's: what is between the marks was asked."""
    if "<<SYS>>" in text and "<</SYS>>" in text:
        head, _, rest = text.partition("<<SYS>>")
        text = head + rest.partition("<</SYS>>")[2]
    turns = []
    side = "assistant"
    for part, mark in zip(INST.split(text), [*INST.findall(text), ""], strict=True):
        said = ENDS.sub("", part).strip()
        if said:
            turns.append(Turn(side, said))
        side = "user" if mark == "[INST]" else "assistant"
    if turns and turns[0].role == "assistant" and not text.lstrip("<s> \n").startswith("[INST]"):
        turns[0] = Turn("user", turns[0].said)  # the mark of its beginning was cut off
    return turns

"""What to ask about a record: its prompt, with a voice, pictures and words from elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mdx.llm import Question, prompt
from mdx.llm.pictures import Pictures
from mdx.llm.prompt import Template
from mdx.llm.voices import BadVoices, Voices, load
from mdx.records import fields
from mdx.records.fields import Record
from mdx.work.errors import CannotRun


@dataclass
class Asking:
    """Makes the questions of a run; `added` holds more fields, by name."""

    template: Template
    max_code: int
    voices: Voices | None = None
    seed: int = 0
    pictures: Pictures | None = None
    added: Mapping[str, Callable[[Record], str]] = field(default_factory=dict)

    def question(self, record: Record, turn: int) -> tuple[Question | None, dict[str, Any]]:
        """The question with this number about a record, and what metadata says of it; None if
        there is nothing to ask about."""
        more: dict[str, Any] = {name: tell(record) for name, tell in self.added.items()}
        marks: dict[str, Any] = {}
        if self.voices is not None:
            voice = self.voices.drawn(fields.text(record, "code"), self.seed, turn)
            more["voice"], marks["voice"] = voice.text, voice.name
        metadata = fields.metadata(record)
        shown = self.pictures.of(metadata) if self.pictures is not None else ()
        if self.pictures is not None:
            more["pictures"] = marks["frames_shown"] = len(shown)
        about = record | {"metadata": metadata | more} if more else record
        return self.template.question(about, self.max_code, shown), marks


def template(style: str, path: str | None) -> Template:
    """The prompt in a file, or that of a style if none is named; raises CannotRun if it is bad."""
    if path is None:
        return prompt.load(style)
    try:
        return prompt.read(path)
    except prompt.BadPrompt as error:
        raise CannotRun(f"{path}: {error}") from None


def voices(path: str, wanted: int) -> Voices:
    """The voices in a file, ours for ""; raises CannotRun if there are not that many."""
    try:
        chosen = load(path)
    except BadVoices as error:
        raise CannotRun(f"{path}: {error}") from None
    if wanted > len(chosen.all):
        raise CannotRun(f"--n {wanted}: there are only {len(chosen.all)} voices; see --voices")
    return chosen

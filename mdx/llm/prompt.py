"""The words of a question: a template kept as a text file, filled in from a record.

A file has parts, each begun by a line of its own: [form] with the form of a good answer (see
good.py; prose without it) and [system], then any number of [example] and [answer] in turn, then
[prompt]. Without such lines the whole file is the prompt. Fields stand in braces ({{ and }} are
braces). A paragraph all of whose fields are empty is left out. Where a field stands between tags,
as in <code>, and holds the closing one itself, both get another name, so that nothing in it can
pass for what comes after.
"""

import os
import re
from hashlib import sha256
from string import Formatter

from mdx.llm import Picture, Question
from mdx.llm.good import FORMS
from mdx.records import fields
from mdx.records.fields import Record

PART = re.compile(r"^\[(form|system|example|answer|prompt)\]\n", re.MULTILINE)
TAG = re.compile(r"(</?)(\w+)>")
CUT = "\n# ... the rest is left out: {} more characters"
AROUND = {"context", "narration", "docstring", "transcript", "title"}  # what stands around the code
MOST = 3000  # characters of each of these

OF_RECORD = ("code", "source", "description")
# The other fields, under other names than they have in metadata.
OF_METADATA = {
    "context": "original_context",
    "narration": "narration",
    "docstring": "docstring",
    "transcript": "transcript",
    "outline": "outline",
    "title": "video_title",
    "scene": "scene",
    "dialect": "dialect",
    "voice": "voice",
    "pictures": "pictures",
}


class BadPrompt(ValueError):
    """A template that cannot be filled in; the message says why."""


def styles() -> list[str]:
    """The names of the prompts that come with mdx."""
    names = os.listdir(os.path.join(os.path.dirname(__file__), "prompts"))
    return sorted(name.removesuffix(".txt") for name in names if name.endswith(".txt"))


def load(style: str) -> "Template":
    """The prompt of this name that comes with mdx."""
    return read(os.path.join(os.path.dirname(__file__), "prompts", f"{style}.txt"))


def read(path: str) -> "Template":
    """The prompt in a file; raises BadPrompt and OSError."""
    try:
        with open(path, encoding="utf-8") as file:
            return Template(file.read())
    except UnicodeDecodeError as error:
        raise BadPrompt(f"not UTF-8 (byte {error.start + 1})") from None


class Template:
    """A prompt with fields to fill in."""

    def __init__(self, text: str):
        self.version = sha256(text.encode()).hexdigest()[:12]
        head, *parts = PART.split(text)
        if not parts:
            head, parts = "", ["prompt", head]
        pairs = [(name, body.strip()) for name, body in zip(parts[::2], parts[1::2], strict=True)]
        if head.strip():
            raise BadPrompt("words stand before the first part, such as [system]")
        self.form = "\n".join(body for name, body in pairs if name == "form") or "prose"
        if self.form not in FORMS:
            raise BadPrompt(f"[form] is one of {', '.join(FORMS)}, not {self.form!r}")
        self.system = "\n\n".join(body for name, body in pairs if name == "system")
        self.examples = _examples(pairs)
        prompts = [body for name, body in pairs if name == "prompt"]
        if len(prompts) != 1:
            raise BadPrompt(f"there must be one [prompt], found {len(prompts)}")
        self.paragraphs = [_parse(p) for p in re.split(r"\n{2,}", prompts[0])]
        self.fields = {name for _, names in self.paragraphs for name in names}
        self.of_metadata = [(OF_METADATA[n], n) for n in OF_METADATA if n in self.fields]
        self.paths = [name for name in self.fields if name.startswith("metadata.")]
        if not self.fields:
            raise BadPrompt("the prompt has no field such as {code}: all records would be one")

    def question(
        self, about: Record, max_code: int, pictures: tuple[Picture, ...] = ()
    ) -> Question | None:
        """The question about a record; says so if it leaves out code beyond a number of
        characters.

        None if there is nothing to ask about: neither code nor anything else that the prompt
        uses.
        """
        code = fields.text(about, "code")
        values = self._values(about)
        wanted = ["code"] if "code" in self.fields else self.fields
        if not any(map(values.get, wanted)):
            return None
        if len(code) > max_code:
            values["code"] = code[:max_code] + CUT.format(len(code) - max_code)
        paragraphs = []
        for form, names in self.paragraphs:
            filled = tuple([values[name] for name in names])
            if any(filled) or not names:
                paragraphs.append(_closed(form, filled) % filled)
        text = "\n\n".join(paragraphs)
        return Question(self.system, self.examples, text, code, self.form, pictures)

    def _values(self, about: Record) -> dict[str, str]:
        """The value of each field; "" if there is none."""
        values = dict.fromkeys(self.fields, "")
        for name in OF_RECORD:
            values[name] = fields.text(about, name).strip()
        if fields.is_placeholder(values["description"]):
            values["description"] = ""
        metadata = fields.metadata(about)
        for key, name in self.of_metadata:
            if value := metadata.get(key):
                values[name] = _cut(str(value).strip(), name)
        for path in self.paths:
            if value := fields.lookup(about, path):
                values[path] = str(value).strip()
        return values


def _cut(text: str, name: str) -> str:
    """The text; of a long one that stands around the code, its beginning."""
    is_long = len(text) > MOST and name in AROUND
    return text[:MOST].rpartition(" ")[0] + " ..." if is_long else text


def _closed(form: str, values: tuple[str, ...]) -> str:
    """The paragraph, its tags under names that no value closes."""
    if "</" not in "\0".join(values):
        return form
    name = sha256("\0".join(values).encode(errors="surrogatepass")).hexdigest()[:8]

    def renamed(tag: re.Match[str]) -> str:
        end = f"</{tag[2]}".lower()
        closes = any(end in value.lower() for value in values)
        return f"{tag[1]}{tag[2]}-{name}>" if closes else tag[0]

    return TAG.sub(renamed, form)


def _examples(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    parts = [(name, body) for name, body in pairs if name in ("example", "answer")]
    asked, answered = parts[::2], parts[1::2]
    if any(name != "example" for name, _ in asked) or any(n != "answer" for n, _ in answered):
        raise BadPrompt("each [example] must be followed by its [answer]")
    if len(asked) != len(answered):
        raise BadPrompt("the last [example] has no [answer]")
    return tuple((a[1], b[1]) for a, b in zip(asked, answered, strict=True))


def _parse(paragraph: str) -> tuple[str, list[str]]:
    """The paragraph with %s for each field, and their names; raises BadPrompt."""
    form, names = "", []
    try:
        parts = list(Formatter().parse(paragraph))
    except ValueError as error:
        raise BadPrompt(f"{error}; write {{{{ and }}}} for braces") from None
    for before, name, spec, conversion in parts:
        form += before.replace("%", "%%")
        if name is None:
            continue
        if spec or conversion:
            raise BadPrompt(f"nothing may follow {name} in its braces")
        if name not in (*OF_RECORD, *OF_METADATA) and not name.startswith("metadata."):
            fixed = ", ".join((*OF_RECORD, *OF_METADATA))
            raise BadPrompt(f"unknown field {{{name}}}; there are {fixed} and metadata.NAME")
        form += "%s"
        names.append(name)
    return form, names

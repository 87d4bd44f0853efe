"""Several questions in one request, answered as JSON by id; each answer is kept for itself.

Each answer is cached under a key that does not depend on the others in its request, so that it
is found again however questions are grouped. A question without a good answer is asked again
alone, and that answer is kept under the same key.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from json import JSONDecoder
from typing import Any

import orjson

from mdx.llm import Answer, Question, Unanswered, money
from mdx.llm.backends import FollowsSchemas
from mdx.llm.check import check
from mdx.llm.client import Client, Entry, Results
from mdx.llm.jobs import Answers, Failure, Item, Job, Result

BRACES = 20  # that an answer may begin with before its object is found
ENOUGH = 3  # groups in a row in which nothing was answered by id
WIDEST = 4  # records that a group may hold for each that it asks for, where most are known
INTRODUCTION = """\
Here is not one thing to answer but {}, each between <item id="..."> and </item>. Answer each as if
it were asked alone, and put all into one JSON object: each id a key, its answer the value, a
string. Write nothing but that object."""
# Not dicts: they would hide that a key is there twice.
DECODER = JSONDecoder(strict=False, object_pairs_hook=list)
Jobs = dict[str, Job]  # by key
Fresh = dict[str, tuple[str, Result]]  # by the key of the first question: the last key and result
Group = tuple[list[Entry[Item]], Fresh, Jobs | None]


class Packer:
    """Has the questions of one run answered, several per request."""

    def __init__(self, client: Client, size: int, tell: Callable[[str], None]):
        client.mark = {"pack": INTRODUCTION}
        self.client = client
        self.usage = client.usage
        self.size = size
        self.tell = tell
        self.has_told = False
        self.in_vain = 0  # groups in a row

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """Like Client.answers; holds unanswered questions until they fill a request."""
        groups = self._groups(items, question)
        with closing(self.client.run(groups, self._ask, ahead)) as answered:
            for entries, fresh in answered:
                for item, kept, job in entries:
                    yield item, *(kept if job is None else fresh[job.key])

    def new(
        self, items: Iterable[Item], question: Callable[[Item], Question | None]
    ) -> Iterator[Job]:
        """Like Client.new; a job with several questions counts as one."""
        seen: set[str] = set()
        for _, _, jobs in self._groups(items, question):
            if new := [job for key, job in (jobs or {}).items() if key not in seen]:
                seen.update(job.key for job in new)
                yield self._packed(new) if len(new) > 1 else new[0]

    def _groups(
        self, items: Iterable[Item], question: Callable[[Item], Question | None]
    ) -> Iterator[Group[Item]]:
        entries: list[Entry[Item]] = []
        jobs: Jobs = {}
        for item in items:
            entry = self.client.look_up(item, question(item))
            entries.append(entry)
            if (job := entry[2]) is not None:
                if job.key in jobs:
                    self.usage.cached += 1
                jobs[job.key] = job
            if not jobs or len(jobs) == self.size or len(entries) == self.size * WIDEST:
                yield entries, {}, jobs or None
                entries, jobs = [], {}
        if entries:
            yield entries, {}, jobs

    async def _ask(self, jobs: Jobs) -> Fresh:
        results = await self.client.once(jobs.values(), self._ask_new)
        return {key: await self.client.followed(job, results[key]) for key, job in jobs.items()}

    async def _ask_new(self, jobs: list[Job]) -> Results:
        results = await self._ask_together(jobs) if len(jobs) > 1 and self._is_worth_it() else {}
        return results | await self.client.each([job for job in jobs if job.key not in results])

    async def _ask_together(self, jobs: list[Job]) -> Results:
        """The good answers of one request by key, each in the cache; failures if none may go."""
        whole = await self.client.sender.answer(self._packed(jobs), self._is_worth_it)
        if isinstance(whole, Failure):
            if not whole.asked and not self._is_worth_it():
                return {}
            if not whole.asked:  # a limit of the user's: alone, they would cost even more
                return dict.fromkeys((job.key for job in jobs), whole)
            self._tell_once(f"{len(jobs)} packed into one request are asked alone: {whole.reason}")
            self._count(in_vain=True)
            return {}
        results: Results = {}
        share = whole.tokens_in // len(jobs), whole.tokens_out // len(jobs)
        for job, text in zip(jobs, texts(whole.text, len(jobs)), strict=True):
            answer = Answer(text, *share)
            try:
                check(answer, job.question, self.client.backend.secret)
            except Unanswered:
                continue
            results[job.key] = answer = self.client.marked(job.question, answer)
            self.client.keep(job.key, answer)
        if missing := len(jobs) - len(results):
            self._tell_once(
                f"of {len(jobs)} packed into one request {missing} have no answer by id, and are "
                "asked alone, which is paid for as well"
            )
        self._count(in_vain=not results)
        return results

    def _tell_once(self, message: str) -> None:
        if not self.has_told:
            self.has_told = True
            self.tell(message)

    def _is_worth_it(self) -> bool:
        return self.in_vain < ENOUGH

    def _count(self, in_vain: bool) -> None:
        """Stops packing if the server, or its model, does not keep to the form."""
        if not self._is_worth_it():
            return
        self.in_vain = self.in_vain + 1 if in_vain else 0
        if self.in_vain == ENOUGH:
            self.tell(f"{ENOUGH} packed requests in a row had no answers by id; all go alone now")

    def _packed(self, jobs: list[Job]) -> Job:
        """One job with all of these questions."""
        backend = self.client.backend
        parts = [INTRODUCTION.format(len(jobs))]
        for n, job in enumerate(jobs, 1):
            parts.append(f'<item id="{n}">\n{job.question.text}\n</item>')
        question = jobs[0].question._replace(text="\n\n".join(parts), code="")
        request = backend.request(question)
        if isinstance(backend, FollowsSchemas):
            request = backend.structured(request, schema(len(jobs)), len(jobs))
        tokens = money.tokens(len(orjson.dumps(request)))
        return Job("", request, question, tokens, sum(job.most for job in jobs))


def schema(count: int) -> dict[str, Any]:
    """The JSON schema of this many answers by id, within what all services support."""
    ids = [str(n) for n in range(1, count + 1)]
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ids},
        "required": ids,
        "additionalProperties": False,
    }


def texts(said: str, count: int) -> list[str]:
    """The answers by id, from 1; "" for one that is missing, there twice or no text.

    What stands around the object, such as a code fence or words in braces, is passed over.
    """
    ids = [str(n) for n in range(1, count + 1)]
    for start in islice((m.start() for m in re.finditer("{", said)), BRACES):
        try:
            pairs, _ = DECODER.raw_decode(said, start)
        except (ValueError, RecursionError):
            continue
        times = Counter(name for name, _ in pairs)
        if times.keys().isdisjoint(ids):
            continue
        values = dict(pairs)
        answers = (values[name] if times[name] == 1 else "" for name in ids)
        return [text if isinstance(text, str) else "" for text in answers]
    return [""] * count

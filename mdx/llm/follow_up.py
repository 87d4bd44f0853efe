"""What is asked after an unusable answer: the same, and what was wrong with it.

It is another request with its own key, so that both answers are kept as they came, neither is
paid for again, and the next run takes the same path through them.
"""

from collections.abc import Callable

from mdx.llm import Answer, Question, good

Read = Callable[[Answer, str], good.Good]  # of an answer in a form: its words, or what is wrong
Contradictions = Callable[[str, str], list[str]]  # between the words and the code, in words
ATTEMPTS = 2
ASKED_AGAIN = "\n\nAn earlier answer to this will not do: {}. {}"
WANTED = {
    "prose": "Answer with the words themselves, in plain prose, once, with nothing around them.",
    "list": "Answer with the numbered list alone, one step a line.",
    "yes-no": "Answer with yes or no alone.",
    "any": "Answer with what was asked for alone.",
}
CORRECTED = """

An earlier answer to this was:

<earlier>
{}
</earlier>

It does not agree with what is shown: {}. Answer anew, so that it does."""


def no_answer(fault: str) -> str:
    """Why a record has no description, though all attempts were answered."""
    return f"no good answer, asked {ATTEMPTS} times: {fault}"


class FollowUp:
    """Looks at answers; `contradictions` compares the words with the code, `read` replaces the
    judgement of good.py."""

    def __init__(self, contradictions: Contradictions | None = None, read: Read = good.read):
        self.contradictions = contradictions
        self.read = read

    def marked(self, question: Question, answer: Answer) -> Answer:
        """The answer, marked if it is good as it is."""
        return good.marked(answer, question.form) if self.read is good.read else answer

    def is_in_vain(self, question: Question, answer: Answer) -> bool:
        """Whether the last attempt brought no good answer."""
        is_last = question.attempt >= ATTEMPTS
        return is_last and bool(self.read(answer, question.form).fault)

    def __call__(self, question: Question, answer: Answer) -> Question | None:
        """The question to ask next, or None."""
        if question.attempt >= ATTEMPTS:
            return None
        text, fault = self.read(answer, question.form)
        if fault:
            correction = ASKED_AGAIN.format(fault, WANTED[question.form])
        elif self.contradictions and (faults := self.contradictions(text, question.code)):
            correction = CORRECTED.format(text.replace("</earlier", "earlier"), "; ".join(faults))
        else:
            return None
        return question._replace(text=question.text + correction, attempt=question.attempt + 1)

"""No model: the scene's syntax tree told in plain English, by mdx.code.outline."""

from typing import Any

from mdx.llm import Answer, Options, Question, Unanswered


class Backend:
    address = ""
    secret = ""

    def __init__(self, options: Options):
        pass

    def at_once(self, question: Question) -> Answer:
        """The answer, here and now: free, and the same each time, so it is not kept on disk."""
        from mdx.code.outline import narrate

        if text := narrate(question.code):
            return Answer(text)
        raise Unanswered("there is nothing in the code to tell")

    def request(self, question: Question) -> dict[str, Any]:
        return {"code": question.code}

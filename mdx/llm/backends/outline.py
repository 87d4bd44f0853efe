"""No model: mdx.outline says in plain English what the scene's syntax tree shows."""

from mdx.llm import Answer, Options, Question


class Backend:
    def __init__(self, options: Options):
        pass

    def at_once(self, question: Question) -> Answer:
        from mdx.outline import narrate

        return Answer(narrate(question.code))

"""Whether a model's words are an answer."""

from mdx.llm import Answer, Question, Unanswered


def check(answer: Answer, question: Question, secret: str = "") -> None:
    """Raises Unanswered if the answer is incomplete, or is none although the server says so."""
    text = answer.text.strip()
    if answer.fault:
        raise Unanswered(answer.fault)
    if not text:
        raise Unanswered("the answer is empty; thinking may have used up --max-tokens")
    if _is_echo(text, question):
        raise Unanswered("the answer repeats the prompt; try another --llm or --prompt")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise Unanswered("the answer holds halves of characters")
    if secret and secret in text:
        raise Unanswered("the answer holds the key; look at what --base-url leads to")


def _is_echo(text: str, question: Question) -> bool:
    """Whether this is the code, or most of the prompt; a note in it may be a good answer."""
    code, prompt = question.code.strip(), question.text.strip()
    if code and (text in code or code in text):
        return True
    return bool(prompt) and (prompt in text or (text in prompt and len(text) > len(prompt) / 2))

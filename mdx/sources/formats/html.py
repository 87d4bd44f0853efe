"""HTML texts, such as the questions and answers of Stack Exchange."""

import html
import re

IS_HTML = re.compile(r"\s{0,9}<(?:p|pre|div|blockquote|h[1-6]|ul|ol|html|!doctype)\b", re.I)
BLOCK = re.compile(r"<pre\b[^<>]*>(?:\s*<code\b[^<>]*>)?|(?:</code>\s*)?</pre>", re.I)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def as_markdown(text: str) -> str:
    """An HTML text with its code in fences and without tags; any other text unchanged."""
    if not IS_HTML.match(text):
        return text
    parts = BLOCK.split(text)
    for number, part in enumerate(parts):
        is_code = number % 2
        parts[number] = f"\n```\n{part.strip(chr(10))}\n```\n" if is_code else TAG.sub("", part)
    return html.unescape("".join(parts)).strip()

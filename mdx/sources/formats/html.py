"""Texts in HTML, as questions and answers on Stack Exchange are kept."""

import html
import re

IS_HTML = re.compile(r"\s{0,9}<(?:p|pre|div|blockquote|h[1-6]|ul|ol|html|!doctype)\b", re.I)
BLOCK = re.compile(r"<pre\b[^<>]*>(?:\s*<code\b[^<>]*>)?|(?:</code>\s*)?</pre>", re.I)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def as_markdown(text: str) -> str:
    """A text in HTML with its programs in fences and without its other tags; any other as it is."""
    if not IS_HTML.match(text):
        return text
    parts = BLOCK.split(text)
    for number, part in enumerate(parts):
        is_code = number % 2
        parts[number] = f"\n```\n{part.strip(chr(10))}\n```\n" if is_code else TAG.sub("", part)
    return html.unescape("".join(parts)).strip()

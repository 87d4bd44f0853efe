"""Chapters of the manual as troff, for man pages. Needs markdown-it-py when a wheel is built."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

# Characters that troff would turn into typographic ones or take for its own syntax.
PLAIN = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
)
FONTS = {"strong_open": r"\fB", "em_open": r"\fI", "strong_close": r"\fR", "em_close": r"\fR"}
# What begins each block; nothing ends one. The first cell of a row is its term.
BLOCKS = {"paragraph_open": ".PP\n", "list_item_open": ".IP \\(bu 2\n", "tr_open": ".TP\n"}
BEGUN = ("list_item_open", "heading_close")  # after these, a paragraph needs no beginning
SECTIONS = {"h1": "", "h2": ".SH ", "h3": ".SS "}


def title(chapter: str) -> str:
    """The subject of a chapter: its first line, without the name of the command."""
    return chapter.partition("\n")[0].removeprefix("# ").rpartition(": ")[2]


def troff(chapter: str) -> str:
    """A chapter, in CommonMark with tables, as sections of a man page, in the macros of man(7).

    What comes before the first second-level heading becomes the section DETAILS.
    """
    from markdown_it import MarkdownIt

    written, above = [".SH DETAILS\n"], ""
    heading = None  # the macro of the current heading, while inside one
    for token in MarkdownIt("commonmark").enable("table").parse(chapter):
        if token.type == "heading_open":
            heading = SECTIONS[token.tag]
        elif token.type == "heading_close":
            heading = None
        elif token.type == "inline" and heading is not None:
            written.append(f"{heading}{_inline(token)}\n" if heading else "")
        elif token.type == "inline":
            written.append((_safe(_inline(token)) or r"\&") + "\n")  # an empty cell
        elif token.type in ("fence", "code_block"):
            gap = "" if above == "heading_close" else ".PP\n"
            code = _safe(token.content.translate(PLAIN))
            written.append(f"{gap}.RS 4\n.nf\n{code}.fi\n.RE\n")
        elif token.type != "paragraph_open" or above not in BEGUN:
            written.append(BLOCKS.get(token.type, ""))
        above = token.type
    return "".join(written)


def _inline(token: "Token") -> str:
    """The text of a paragraph: code in bold, a link as its words."""
    words = []
    for part in token.children or ():
        text = "\n" if part.type == "softbreak" else part.content.translate(PLAIN)
        words.append(rf"\fB{text}\fR" if part.type == "code_inline" else FONTS.get(part.type, text))
    return "".join(words)


def _safe(text: str) -> str:
    """The text with no line that troff would take for a request."""
    return re.sub(r"(?m)^(?=[.'])", r"\\&", text)

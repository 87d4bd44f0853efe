"""What a file that is not JSONL really is, by the beginning of its first bad line, with a fix."""

import re

LOOKED_AT = 1024  # bytes of a line

# Patterns are tried from the top, at the beginning of the line; {tool} is the command.
KINDS = (
    (rb"\xff\xfe|\xfe\xff|(?:[ -~]\0){4}|(?:\0[ -~]){4}",
     "this is UTF-16; `iconv -f UTF-16 -t UTF-8` converts it to UTF-8"),
    (rb"PAR1|ARROW1|\xff\xff\xff\xff", "this is a binary table; mdx-extract reads Parquet files"),
    (rb"PK\x03\x04", "this is a zip archive; `unzip -p FILE | {tool}` reads its contents"),
    (rb"SQLite format 3\0", "this is an SQLite database; `sqlite3 -json FILE 'select ...' | "
     "jq -c '.[]'` prints a table as JSONL"),
    (rb"%PDF|\x89PNG|\xff\xd8\xff|GIF8|\x7fELF|[^\n]{0,200}\0", "this is a binary file, not JSONL"),
    (rb"version https://git-lfs", "this is a Git LFS pointer; `git lfs pull` fetches the file"),
    (rb"\s*<[!?a-zA-Z]", "this is HTML or XML, maybe a page about the file, not the file itself"),
    (rb"\x1e", "this is a JSON text sequence; `tr -d '\\036'` removes its separators"),
    (rb"mdx-[a-z]+: ", "these are messages of a command; `2>&1` mixes them with records"),
    (rb"\s*\[\s*(?:[{\[]|$)",
     "this is an array; `jq -c '.[]' FILE | {tool}` puts each record on a line"),
    (rb"\s*\{[^\n]*\}\s*,\s*$",
     "these are the lines of an array; `sed 's/,[[:space:]]*$//'` removes the commas"),
    (rb"\s*\{\s*$|\s*\"[^\"\n]{0,200}\"\s*:|\s*[}\]],?\s*$",
     "this is pretty-printed JSON; `jq -c . FILE | {tool}` puts each record on a line"),
    (rb"\s*\{\s*'", "these are dicts as Python prints them; json.dumps writes JSON"),
    (rb"\s*\"\s*\{\s*\\\"",
     "this is JSON within strings; `jq -c fromjson FILE | {tool}` unpacks it"),
    (rb"\s*\{[^\n]*\}\s*\{",
     "these are several objects on a line; `jq -c . FILE | {tool}` separates them"),
    (rb"\s*\{[^\n]*[:\[,]\s*-?(?:NaN|Infinity)\b",
     "NaN and Infinity are not JSON; `sed -E 's/-?(NaN|Infinity)/null/g'` makes them null"),
    (rb"#!|(?:from|import)\s+\w|(?:async\s+)?def\s+\w|class\s+\w|@\w|#|\"\"\"|'''",
     "this is a program; `mdx-extract FILE | {tool}` cuts its scenes out"),
    (rb"---\s*$|[A-Za-z_]\w*:(?:\s|$)|- \w",
     "this is YAML; `yq -o json -I 0 . FILE | {tool}` converts it to JSONL"),
    (rb"[^\n{}\[\]]*\t", "this is tab-separated; `mdx-extract FILE.tsv` reads it"),
    (rb"[^\n{}\[\]]*[,;]", "this is CSV; `mdx-extract FILE.csv` reads it"),
)  # fmt: skip


def hint(line: bytes, tool: str) -> str:
    """What the file with this bad line is, and what to do about it; "" if that is not known."""
    begin = line[:LOOKED_AT]
    for pattern, words in KINDS:
        if re.match(pattern, begin):
            return words.replace("{tool}", tool)
    return ""

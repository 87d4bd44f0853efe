"""The message about a flag that a command does not have, with what was probably meant."""

import argparse
from collections.abc import Iterable

from mdx.work.nearest import nearest

Parser = argparse.ArgumentParser
STDOUT = "the result goes to standard output, as in `{prog} ... > FILE`"
OPERANDS = "inputs are operands, as in `{prog} FILE`"
KEYS = "keys come from the environment alone, as in ANTHROPIC_API_KEY"
RESUMES = "run the same command again to resume"
HEAD = "head takes the first records, as in `{prog} ... | head -n 100`"
SAMPLE = "shuf takes some at random, as in `{prog} ... | shuf -n 100`"
SAME_BYTES = "nothing here is random: the same input gives the same bytes"
# What other tools call it, then our flags for it, of which the first that the command has is
# suggested, or the message.
SYNONYMS = {
    "o out outfile output output-file output-path save save-to write": STDOUT,
    "i in infile input input-file input-path f file files filename path data dataset": OPERANDS,
    "d dir directory out-folder output-dir output-folder outdir": "--out-dir",
    "api-key apikey key token auth": KEYS,
    "cache cache-dir": "MDX_CACHE_DIR names the folder of the cache",
    "resume continue restart checkpoint": RESUMES,
    "limit head first take n num max-records max-samples max-rows count": HEAD,
    "sample random shuffle subset": SAMPLE,
    "quality score min-score quality-threshold": "--min-quality",
    "threshold t similarity min-similarity jaccard fuzzy minhash ngram": "--near --min-quality",
    "licence licences licenses": "--license",
    "library engine flavour flavor dialects": "--dialect",
    "sources origin from": "--source",
    "regex grep pattern contains where query expr": "--match",
    "model m provider backend engine llm-model service": "--llm",
    "temperature temp top-p top-k": "--set, as in --set temperature=0",
    "max-new-tokens max-output-tokens": "--max-tokens",
    "max-cost cost budget": "--max-tokens-total --max-requests",
    "host endpoint server url api-base base": "--base-url",
    "j p workers n-jobs num-workers num-proc processes threads concurrency parallel": "--jobs",
    "system system-prompt prompt-file template instruction": "--prompt",
    "prompt-style tone": "--style --styles",
    "test-size test-ratio test-split holdout": "--test",
    "validation valid dev eval val-size val-ratio validation-split": "--val",
    "train train-size train-ratio": "train is what --test and --val leave; see also --ratios",
    "ratio split splits shares sizes proportions": "--ratios",
    "random-state random-seed s": "--seed",
    "seed": SAME_BYTES,
    "group-key groupby group-on": "--group-by --group",
    "stratify-by stratified balance": "--stratify",
    "leaks leak-check decontaminate": "--check-leaks --against",
    "reference exclude-file": "--against",
    "variations augment-factor times copies multiplier": "--factor --n",
    "exclude not inverse v": "--invert",
    "silent s": "--quiet",
    "verbose vv debug log-level": "messages go to standard error already; -q turns them off",
    "version-of manim manim-version release target": "--for --to",
    "html stats summary": "--report",
    "rejected dropped failures errors bad": "--rejects",
    "force overwrite y yes": "outputs are overwritten without asking, inputs never",
    "format json jsonl to-json": "the result is JSONL; mdx-export writes what trainers read",
    "no-cache force-refresh update": "--refresh",
    "dry noop what-if simulate": "--dry-run",
    "column field fields map": "--columns",
    "catalog catalogue sources-list ls l": "--list",
}


def explained(flag: str, parser: Parser, neighbours: Iterable[Parser] = ()) -> str:
    """The message about a flag that this parser does not know; `neighbours` are other commands'."""
    flag = flag.partition("=")[0]
    hint = _hint(flag, parser, neighbours)
    return f"there is no flag {flag}" + (f"; {hint}" if hint else "")


def _hint(flag: str, parser: Parser, neighbours: Iterable[Parser]) -> str:
    own = _flags(parser)
    asked = flag.lstrip("-").replace("_", "-").lower()
    if f"--{asked}" in own:
        return f"did you mean --{asked}?"
    if meant := _synonym(asked, own):
        return meant.format(prog=parser.prog)
    others = [other.prog for other in neighbours if flag in _flags(other)]
    if others:
        return f"{' and '.join(others)} {'has' if len(others) == 1 else 'have'} it"
    meant = nearest(asked, own) if len(asked) > 1 else ""
    return f"did you mean {meant}?" if meant else ""


def _synonym(asked: str, own: list[str]) -> str:
    """What to say of a name that other tools use; "" if this command has nothing like it."""
    for names, meant in SYNONYMS.items():
        if asked not in names.split():
            continue
        if not meant.startswith("--"):
            return meant
        for flag in meant.split():
            if flag.rstrip(",") in own:
                return f"did you mean {meant if ',' in meant else flag}?"
    return ""


def _flags(parser: Parser) -> list[str]:
    actions = parser._actions
    return [
        flag
        for action in actions
        for flag in action.option_strings
        if action.help != argparse.SUPPRESS and flag.startswith("--")
    ]

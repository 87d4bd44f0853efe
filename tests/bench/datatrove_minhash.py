"""MinHash as datatrove has it, in this process: python tests/bench/datatrove_minhash.py < x.jsonl

Its four stages, with as many hashes as the other libraries are given and their words, since its own
tokenisers need spaCy. It normalises words and joins clusters as it does by default.
"""

import re
import sys
import tempfile
from collections.abc import Iterator

import orjson
from datatrove.data import Document
from datatrove.pipeline.dedup import minhash
from datatrove.utils.word_tokenizers import WordTokenizer

BUCKETS = 16


class Words(WordTokenizer):
    def word_tokenize(self, text: str) -> list[str]:
        return re.findall(r"\w+|[^\w\s]", text)

    def sent_tokenize(self, text: str) -> list[str]:
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


def documents() -> Iterator[Document]:
    sys.stdin.buffer.seek(0)
    for i, line in enumerate(sys.stdin.buffer):
        yield Document(text=orjson.loads(line)["code"], id=str(i), metadata={"line": line})


def main() -> None:
    config = minhash.MinhashConfig(n_grams=5, num_buckets=BUCKETS, hashes_per_bucket=8)
    with tempfile.TemporaryDirectory() as to:
        minhash.MinhashDedupSignature(f"{to}/signatures", config, Words()).run(documents())
        buckets = minhash.MinhashDedupBuckets(f"{to}/signatures", f"{to}/pairs", config=config)
        for bucket in range(BUCKETS):
            buckets.run(None, bucket, BUCKETS)
        minhash.MinhashDedupCluster(f"{to}/pairs", f"{to}/copies", config).run(None)
        for kept in minhash.MinhashDedupFilter(f"{to}/copies").run(documents()):
            sys.stdout.buffer.write(kept.metadata["line"])


main()

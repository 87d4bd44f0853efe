"""Where the tests find the commands and the data that they share."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "bin"
SCENES = ROOT / "tests" / "data" / "scenes.jsonl"

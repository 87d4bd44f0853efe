"""Makes mdx/manim/numpy.txt from the numpy that is installed: the public names of its modules.

pip install numpy==2.4.6        # the one that manim 0.22 brings
python tests/tables/numpy_names.py
"""

from importlib import import_module

import numpy
from manim_tables import MANIM

MODULES = ("numpy", "numpy.linalg", "numpy.random")


def main() -> None:
    rows = [f"# Names of numpy {numpy.__version__} (numpy_names.py)"]
    for module in MODULES:
        public = [name for name in dir(import_module(module)) if not name.startswith("_")]
        rows.append(" ".join([module, *public]))
    (MANIM / "numpy.txt").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

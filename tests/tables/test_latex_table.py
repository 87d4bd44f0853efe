"""The table of LaTeX's commands, against LaTeX where there is one."""

import shutil

import latex_table
import pytest


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("latex"), reason="LaTeX is not installed")
def test_latex_tells_which_names_it_knows(tmp_path):
    words = latex_table.candidates(str(tmp_path))
    assert {"alpha", "varnothing", "includegraphics", "iint"} <= words
    asked = {"alpha", "iint", "align*", "endalign*", "cross", "dv", "align**"}
    assert latex_table.known(asked, str(tmp_path)) == {"alpha", "iint", "align*", "endalign*"}

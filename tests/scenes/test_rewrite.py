"""Names changed in the text of a statement, and imports taken out of it."""

import pytest

from mdx.scenes.rewrite import CannotRewrite, edited, rewritten
from mdx.scenes.scopes import Import

NEW = {"K": "K_2"}
RENAMED = {
    "a name that is read": ("x = K + 1", "x = K_2 + 1"),
    "a name that is bound": ("K = 1", "K_2 = 1"),
    "a function": ("def K(a): return a", "def K_2(a): return a"),
    "an async function": ("async def K(): pass", "async def K_2(): pass"),
    "a class below its decorator": ("@K.d\nclass K: pass", "@K_2.d\nclass K_2: pass"),
    "not an attribute": ("x.K = K.K", "x.K = K_2.K"),
    "not a keyword": ("f(K=K)", "f(K=K_2)"),
    "not a string": ("f('K', K)", "f('K', K_2)"),
    "after letters of several bytes": ("é = 'ü' + K", "é = 'ü' + K_2"),
    "twice in a line": ("f(K, K)", "f(K_2, K_2)"),
}


@pytest.mark.parametrize(("text", "after"), RENAMED.values(), ids=RENAMED)
def test_a_global_name_is_renamed_wherever_it_is_meant(text, after):
    assert rewritten(text, NEW, ()) == after


KEPT = {
    "a parameter": "def f(K): return K",
    "a local name": "def f():\n    K = 1\n    return K",
    "a global of a function": "def f():\n    global K\n    K = 1",
    "an exception": "def f():\n    try: pass\n    except E as K: pass",
    "an import of a function": "def f():\n    import K",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_name_that_means_two_things_is_refused_by_name(text):
    with pytest.raises(CannotRewrite) as caught:
        rewritten(text, NEW, ())
    assert caught.value.names == {"K"}


HELPER = Import(0, "helper", "", "helper")
TAKEN_OUT = {
    "alone": ("def f():\n    import helper\n    x()", "def f():\n    pass\n    x()"),
    "of two": ("def f():\n    import helper, os\n    x()", "def f():\n    import os\n    x()"),
    "beside another name": (
        "def f():\n    import os as o, helper\n    x()", "def f():\n    import os as o\n    x()",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "after"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_an_import_of_the_project_is_taken_out_of_a_function(text, after):
    assert rewritten(text, {}, [HELPER]) == after


def test_edits_go_by_bytes_and_from_the_end():
    assert edited("äb\ncd", [(1, 2, 1, 3, "X"), (2, 0, 2, 1, "YY")]) == "äX\nYYd"

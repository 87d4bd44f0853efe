"""One parse and one walk over a scene's code."""

from mdx.quality.evidence import Evidence


def test_a_function_counts_as_one_scope_with_all_that_is_nested_in_it():
    code = "x = 1\ndef f(a, *b, **c):\n    def g(): return d, x, a, b, c, e\n    import e.f\n"
    assert Evidence(code).unbound() == {"d"}

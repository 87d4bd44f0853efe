"""LaTeX that cannot compile."""

import pytest
from faulty import check, issues, scene
from growth import assert_linear

# a finding, code that has it, code that looks alike and has not
CASES = [
    (r"latex-command:\cross", scene(r"MathTex(r'a \cross b')"), scene(r"MathTex(r'a \times b')")),
    ("latex-command:\\dv", scene(r"MathTex(r'\dv{x}')"),
     scene(r"MathTex(r'\dv{x}', tex_template=TexTemplate())")),
    ("latex-environment:cd", scene(r"Tex(r'\begin{cd} \end{cd}')"),
     scene(r"Tex(r'\begin{center} \end{center}')")),
    ("latex-environment:unbalanced", scene(r"MathTex(r'\begin{matrix} 1')"),
     scene(r"MathTex(r'\begin{matrix}', '1', r'\end{matrix}')")),
    ("latex-mode:_", scene("Tex('x_1')"), scene("Tex('$x_1$')", r"Tex(r'x\_1')")),
    ("latex-mode:$", scene("MathTex('$x$')"), scene(r"MathTex(r'\text{$\frac{1}{2}$}')")),
    ("latex-mode:\\hline", scene(r"MathTex(r'\hline')"),
     scene(r"MathTex(r'\begin{array}{c} \hline \end{array}')")),
    ("latex-mode:blank_line", scene(r"MathTex('a\n\nb')"), scene(r"MathTex('a\nb')")),
    (r"latex-escape:\x0c", scene(r"MathTex('\frac{1}{2}')"), scene(r"MathTex('\\frac{1}{2}')")),
    ("latex-character:π", scene("MathTex('π')"), scene("Text('π')", "Tex('é')")),
    ("latex-package:mathdesign",
     scene(r"TexTemplate(preamble=r'\usepackage[x]{mathdesign}')", "Tex('x')"),
     scene(r"TexTemplate(preamble=r'\usepackage{amsmath,amssymb}')", "Tex('x')")),
    ("latex-package:tipa", scene(r"TexTemplate(preamble=r'\usepackage{tipa}')", "Integer(1)"),
     scene(r"TexTemplate(preamble=r'\usepackage{tipa}')", "Text('x')")),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    check(issue, has, has_not)


HOSTILE = {
    "environments": lambda n: scene("MathTex(r'" + "\\begin{" * n + "')"),
    "packages": lambda n: scene("Tex(r'" + "\\usepackage[" * n + "')"),
    "open environments": lambda n: scene("Tex(r'" + "\\begin{a}" * n + "$')"),
    "dollars": lambda n: scene("Tex(r'" + "$ " * n + "')"),
    "backslashes": lambda n: scene("MathTex(r'" + "\\\\" * n + "')"),
    "empty lines": lambda n: scene("MathTex('" + "\\n" * n + "x')"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)

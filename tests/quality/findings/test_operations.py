"""What values of a type have not, where types come out of lists, dicts and loops."""

import pytest
from faulty import check, issues, scene

CASES = [
    ("wrong-value:VGroup.vmobjects", scene("names = ['a']", "VGroup(*names)"),
     scene("names = ['a']", "VGroup(*[Text(n) for n in names])")),
    ("unplayable:Dot", scene("dots = [Dot()]", "self.play(*[d.shift(UP) for d in dots])"),
     scene("dots = [Dot()]", "self.play(*[d.animate.shift(UP) for d in dots])")),
    ("no-part:list[2]", scene("grid = [[1, 2], [3, 4]]", "grid[0][2]"),
     scene("grid = [[1, 2], [3, 4]]", "grid[0].append(5)", "grid[0][2]")),
    ("wrong-value:set.index", scene("s = {1, 2}", "s[0]"), scene("s = [1, 2]", "s[0]")),
    ("unknown-attribute:Dot.bounce", scene("d = {i: Dot() for i in range(3)}", "d[0].bounce()"),
     scene("d = {i: Dot() for i in range(3)}", "d[0].scale(2)")),
    ("wrong-value:str.items", scene("d = {'abc': 1}", "for k, v in d: pass"),
     scene("d = {'ab': 1}", "for k, v in d: pass", "for k, v in d.items(): pass")),
    ("wrong-value:ValueTracker.operator", scene("t = ValueTracker(1)", "x = 'a' + t"),
     scene("t = ValueTracker(1)", "x = 'a' + str(t.get_value())", "y = t + 1")),
    ("wrong-value:sum", scene("x = sum(['1', '2'])"), scene("x = sum([1, 2])")),
    ("wrong-value:sin", scene("import math", "x = math.sin([1])"),
     scene("import math", "x = math.sin(1)", "y = np.sin([1])")),
    ("latex-environment:unbalanced", scene(r"Tex(r'\begin{align*} a \end{align}')"),
     scene(r"Tex(r'\begin{align*} a \end{align*}')")),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_type_is_followed_to_where_it_fails(issue, has, has_not):
    check(issue, has, has_not)


def test_what_was_put_into_a_list_may_be_changed_through_it():
    lines = ("grid = [VGroup(), VGroup()]", "grid[0].add(Dot())", "grid[0][0].scale(2)")
    assert issues(scene(*lines)) == set()

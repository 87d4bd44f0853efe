"""What one statement reads, binds and changes, as Python's scopes have it."""

import ast

import pytest

from mdx.scenes.names import Reads


def reads(text: str, *modules: str) -> Reads:
    found = Reads(modules)
    found.add(ast.parse(text).body[0])
    return found


READ = {
    "a function, when it is called": ("def f(x): return x + K", set(), {"K"}),
    "a default, at once": ("def f(x=K): return x", {"K"}, set()),
    "a decorator and an annotation": ("@D\ndef f(x: A) -> B: pass", {"A", "B", "D"}, set()),
    "a class body, at once": ("class C(B):\n    x = K", {"B", "K"}, set()),
    "a name of the class body": ("class C:\n    x = 1\n    y = x", set(), set()),
    "which a method does not see": ("class C:\n    x = 1\n    def f(self): return x", set(), {"x"}),
    "a comprehension": ("L = [i + K for i in R if i]", {"K", "R"}, set()),
    "a lambda": ("f = lambda x: x + K", set(), {"K"}),
    "a local name of a function": ("def f():\n    K = 1\n    return K", set(), set()),
    "a global of a function": ("def f():\n    global K\n    K = 1", set(), {"K"}),
    "a name in an f-string": ("s = f'{K:{W}}'", {"K", "W"}, set()),
    "an augmented name": ("K += 1", {"K"}, set()),
    "a name caught": ("try: f()\nexcept E as e: g(e)", {"f", "E", "g"} | {"e"}, set()),
    "a star pattern": ("match K:\n    case [a, *b]: g(a, b)", {"K", "g", "a", "b"}, set()),
}


@pytest.mark.parametrize(("text", "now", "later"), READ.values(), ids=READ)
def test_names_are_read_at_once_or_when_a_function_is_called(text, now, later):
    found = reads(text)
    assert (found.now, found.later) == (now, later)


BOUND = {
    "several targets": ("a, (b, *c) = x", ["a", "b", "c"]),
    "a walrus in a comprehension": ("L = [(y := i) for i in x]", ["y", "L"]),
    "branches": ("if a:\n    b = 1\nelse:\n    c = 2", ["b", "c"]),
    "a loop": ("for i in x:\n    j = i", ["i", "j"]),
    "with": ("with f() as g: pass", ["g"]),
    "an annotation alone": ("x: int", []),
    "an import in a block": ("if a:\n    import b.c", ["b"]),
}


@pytest.mark.parametrize(("text", "names"), BOUND.values(), ids=BOUND)
def test_what_a_statement_binds(text, names):
    assert sorted(reads(text).binds) == sorted(names)


CHANGED = {
    "an item": ("D['a'] = 1", {"D"}),
    "an attribute": ("C.x = 1", {"C"}),
    "an attribute of a module": ("m.x = 1", {"m", "m.x="}),
    "a method whose value is not used": ("L.foo()", {"L"}),
    "a method known to change": ("x = L.pop()", {"L"}),
    "a setter": ("x = C.set_color(1)", {"C"}),
    "setattr": ("setattr(C, 'x', 1)", {"C", "setattr()"}),
    "what is called for what it does": ("theme()", {"theme()"}),
    "deleted": ("del D['a']", {"D"}),
    "a loop over values": ("for v in D.values(): v.append(1)", {"v", "D", "D.values.()"}),
    "numbered items": ("for i, row in enumerate(G): row[0] = 1", {"row", "G", "enumerate.()"}),
    "another name added to": ("M += [1]", {"M"}),
    "nothing": ("x = f(y)", set()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), CHANGED.values(), ids=CHANGED)
def test_what_a_statement_changes_when_it_runs(text, names):
    scope = reads(text, "m").scope
    assert scope.with_aliased(scope.changed) == names


ALTERS = {
    "a list of the module": ("def f(): L.append(1)", {"L"}),
    "not a local list": ("def f():\n    L = []\n    L.append(1)", set()),
    "not its argument": ("def f(L): L.append(1)", set()),
    "its own default": ("def f(x, L=[]): L.append(x)", {"f"}),
    "not a default that stays": ("def f(x, L=()): return L", set()),
    "a list of its class": ("class C:\n    L = []\n    def f(self): self.L.append(1)", {"C"}),
    "not one of the object": (
        "class C:\n    def __init__(self): self.L = []\n    def f(self): self.L.append(1)", set(),
    ),
    "not an attribute set on the object": (
        "class C:\n    n = 0\n    def f(self): self.n = 1", set(),
    ),
    "a number of its class": ("class C:\n    n = 0\n    def f(self): type(self).n += 1", {"C"}),
    "the same by cls": ("class C:\n    n = 0\n    @classmethod\n    def f(cls): cls.n += 1", {"C"}),
    "by __class__": ("class C:\n    n = 0\n    def f(self): self.__class__.n += 1", {"C"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), ALTERS.values(), ids=ALTERS)
def test_what_the_functions_of_a_statement_change_when_they_run(text, names):
    assert reads(text).scope.alters == names


CALLED = {
    "a name": ("f()", {"f"}),
    "a method": ("t.apply()", {"t"}),
    "one of two": ("(f if a else g)()", {"f", "a", "g"}),
    "an item": ("[f][0]()", {"f"}),
    "a decorator": ("@d\ndef f(): pass", {"d"}),
    "a decorator with arguments": ("@d(1)\nclass C: pass", {"d"}),
    "an operator": ("d + 1", {"d"}),
    "a property": ("d.go", {"d"}),
    "nothing in a function": ("def f(): g()", set()),
}


@pytest.mark.parametrize(("text", "names"), CALLED.values(), ids=CALLED)
def test_what_a_statement_calls_when_it_runs(text, names):
    assert reads(text).called - {""} == names


def test_only_a_function_that_hands_out_its_own_variable_keeps_a_value():
    assert reads("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1").keeps
    assert not reads("def f():\n    n = 0\n    n += 1").keeps

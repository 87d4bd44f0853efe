"""Small projects written as people write them, each for one thing that a cut once got wrong."""

from collections.abc import Iterator

from projects import Project

THEME = """\
from manim import *
def dark():
    config.background_color = BLUE
class T:
    def on(self): config.background_color = RED
t = T()
"""
FILM = "\n\nclass Film(Scene):\n    def construct(self):\n        self.add(Dot())\n"

# How the scene's file comes to call what theme.py has.
HEADS = {
    "imported and called under if": "if True:\n    import theme\n    theme.dark()\n",
    "the same by another name": "if True:\n    import theme as th\n    th.dark()\n",
    "imported and called in try": (
        "try:\n    from theme import dark\n    dark()\nexcept ImportError:\n    pass\n"
    ),
    "called in the else of a try": (
        "try:\n    import theme\nexcept ImportError:\n    theme = None\nelse:\n    theme.dark()\n"
    ),
    "called in the else of a try by its own name": (
        "try:\n    from theme import dark\nexcept ImportError:\n    dark = None\n"
        "else:\n    dark()\n"
    ),
    "imported and called in finally": (
        "try:\n    pass\nfinally:\n    import theme\n    theme.dark()\n"
    ),
    "called below a try": (
        "try:\n    import theme\nexcept ImportError:\n    theme = None\n"
        "if theme:\n    theme.dark()\n"
    ),
    "imported and called in with": "with tempconfig({}):\n    import theme\n    theme.t.on()\n",
    "imported and called in for": "for _ in 'a':\n    from theme import T\n    T().on()\n",
    "imported and called in while": (
        "n = 0\nwhile n < 1:\n    n += 1\n    import theme\n    theme.dark()\n"
    ),
    "defined and called under if": (
        "if True:\n    def go(): config.background_color = GREEN\n    go()\n"
    ),
    "a class defined and called in try": (
        "try:\n    class Go:\n        def __init__(self): config.background_color = GREEN\n"
        "    Go()\nexcept Exception:\n    pass\n"
    ),
    "the module by another name": "import theme\nx = theme\nx.dark()\n",
    "the module in a list": "import theme\nfor m in [theme]:\n    m.dark()\n",
    "getattr of the module": "import theme\ngetattr(theme, 'dark')()\n",
    "one of two functions": "import theme\n(theme.dark if True else print)()\n",
    "a function in a list": "import theme\n[theme.dark][0]()\n",
    "a function in a dict": "import theme\n{'d': theme.dark}['d']()\n",
    "an operator": (
        "import theme\nclass D:\n    def __add__(self, o): theme.dark()\nd = D()\nd + 1\n"
    ),
    "a property": (
        "import theme\nclass D:\n    @property\n    def go(self): theme.dark()\nd = D()\nd.go\n"
    ),
    "an item": (
        "import theme\nclass D:\n    def __getitem__(self, k): theme.dark()\nd = D()\nd[0]\n"
    ),
    "an augmented assignment": (
        "import theme\nclass D:\n    def __iadd__(self, k):\n        theme.dark()\n"
        "        return self\nd = D()\nd += 1\n"
    ),
}

LATE = {
    "theme.py": "from manim import *\nconfig.background_color = GREEN\nV = 3\n",
    "lists.py": "L = [1]\nL.append(2)\ndef get(): return L\n",
    "27_lists.py": "L = [7]\n",
    "fills.py": "from lists import L\nL.append(77)\n",
}
# What functions import, and whether the cut can do the same.
IMPORTED_LATE = {
    "first in construct": ("    from theme import V\n    self.add(Dot(v=V))\n", True),
    "after a docstring": ("    'words'\n    from theme import V\n    self.add(Dot(v=V))\n", True),
    "after something is shown": (
        "    self.add(Dot())\n    from theme import V\n    self.add(Dot(v=V))\n", False,
    ),
    "under if": ("    if 1 > 2:\n        import theme\n    self.add(Dot())\n", False),
    "a list that its module fills": ("    from lists import L\n    self.add(Dot(v=L))\n", True),
    "a list of another module": (
        "    import lists\n    self.add(Dot(v=list(lists.L)))\n    import fills\n"
        "    self.add(Dot(v=list(lists.L)))\n", False,
    ),
}  # fmt: skip
ABOVE = {
    "in a function that nobody calls": ("def unused():\n    import theme\n", True),
    "in another scene": (
        "class Other(Scene):\n    def construct(self):\n        import theme\n", True,
    ),
    "in a function called at once": ("def prepare():\n    import theme\nprepare()\n", True),
    "the same after a setting": (
        "def prepare():\n    import theme\nconfig.background_color = RED\nprepare()\n", False,
    ),
    "the same before a setting": (
        "def prepare():\n    import theme\nprepare()\nconfig.background_color = RED\n", False,
    ),
    "a list filled where nobody calls": (
        "from lists import L\ndef unused():\n    import fills\nconfig.list = L\n", True,
    ),
}  # fmt: skip

# What the scene's file says, and what the scene shows.
VALUES = {
    "a default that is a list": (
        "def put(x, box=[]):\n    box.append(x)\n    return list(box)\nput(1)\n", "put(2)",
    ),
    "a default by keyword": (
        "def put(x, *, box=set()):\n    box.add(x)\n    return sorted(box)\nX = put(1)\n", "put(2)",
    ),
    "a default of a method": (
        "class B:\n    def put(self, x, box=[]):\n        box.append(x)\n        return list(box)\n"
        "B().put(1)\n", "B().put(2)",
    ),
    "a closure that counts": (
        "def counter():\n    n = 0\n    def go():\n        nonlocal n\n        n += 1\n"
        "        return n\n    return go\nnext_id = counter()\nA = next_id()\nB = next_id()\n",
        "B, next_id()",
    ),
    "a list of a class": (
        "class P:\n    seen = []\n    def __init__(self, x): self.seen.append(x)\nP(1)\na = P(2)\n",
        "P.seen",
    ),
    "an attribute that is not its class's": (
        "class P:\n    x = 1\n    def __init__(self): self.x = 2\np = P()\n", "P.x, P().x",
    ),
    "a class that counts": (
        "class P:\n    n = 0\n    def __init__(self): type(self).n += 1\nP(); P()\n", "P.n",
    ),
    "a class that counts otherwise": (
        "class P:\n    n = 0\n    def __init__(self): self.__class__.n += 1\n"
        "x = [P() for _ in range(3)]\n", "P.n",
    ),
    "one object of a class": (
        "class S:\n    one = None\n    def __new__(cls):\n        if cls.one is None:\n"
        "            cls.one = super().__new__(cls)\n            cls.one.v = []\n"
        "        return cls.one\nS().v.append(1)\n", "S().v",
    ),
    "items numbered and changed": (
        "G = [[3, 1], [2, 0]]\nfor i, row in enumerate(G):\n    row[0] = i\n", "G",
    ),
    "values of a dict changed": (
        "D = {'a': [], 'b': []}\nfor v in D.values():\n    v.append(1)\n", "D",
    ),
    "another name for a list added to": ("L = []\nL += [1]\nM = L\nM *= 2\n", "L"),
    "the names of another module": ("import lists\nvars(lists)['L'] = 9\n", "lists.L"),
    "its own names": ("Q = 1\nlocals()['Q'] = 9\n", "Q"),
    "what a function gives is added to": (
        "L = [1]\ndef get(): return L\nget().append(3)\nget()[0] = 2\n", "L",
    ),
    "what a function gives is deleted from": (
        "L = [1, 2]\ndef get(): return L\ndel get()[0]\n", "L",
    ),
    "what a function of another module gives is set": (
        "import lists\nlists.get()[0] = 9\n", "lists.L",
    ),
    "what a function gives by another name": (
        "D = {'a': []}\ndef get(k): return D[k]\ndef put(k, v):\n    box = get(k)\n"
        "    box.append(v)\nput('a', 1)\nx = get('a')\nx.append(2)\n", "D",
    ),
    "what a function gives if there is none": (
        "R = {}\ndef get(k): return R.setdefault(k, [])\nget('a').append(1)\n"
        "(get('b') or []).append(2)\n", "R",
    ),
    "what a lambda gives": ("L = []\nget = lambda: L\nget().append(1)\n", "L"),
    "what a property gives": (
        "class S:\n    _v = []\n    @property\n    def v(self): return self._v\n"
        "s = S()\ns.v.append(1)\n", "S._v",
    ),
    "what with gives": (
        "A = []\nclass M:\n    def __enter__(self): return A\n"
        "    def __exit__(self, *a): pass\nwith M() as x:\n    x.append(1)\n", "A",
    ),
    "a method by a name of its own": ("L = []\nadd = L.append\nadd(1)\n", "L"),
    "a method in a dict": ("L = []\nM = {'add': L.append}\nM['add'](1)\n", "L"),
    "a method with its argument": (
        "from functools import partial\nL = []\nadd = partial(L.append, 3)\nadd()\n", "L",
    ),
    "a default that is a list of the module": (
        "L = []\ndef f(x, to=L): to.append(x)\nf(1)\n", "L",
    ),
    "an attribute that is a list of the module": (
        "L = []\nclass A:\n    to = L\nA.to.append(1)\n", "L",
    ),
    "an object that holds a list of the module": (
        "L = []\nclass A:\n    def __init__(self): self.l = L\n"
        "    def go(self): self.l.append(1)\na = A()\na.go()\n", "L",
    ),
    "an iterator drawn from": (
        "I = iter([1, 2, 3, 4])\nfor x in I:\n    break\nP = list(zip(I, [1]))\n", "list(I)",
    ),
    "chance drawn after its seed": (
        "import random\nrandom.seed(3)\nA = random.random()\n", "random.random()",
    ),
    "an imported list added to": ("from lists import L\nL += [5]\n", "L"),
    "what happens when an object goes": (
        "LOG = []\nclass D:\n    def __del__(self): LOG.append(1)\nd = D()\ndel d\n", "LOG",
    ),
    "a module imported by a call": (
        "import importlib\nst = importlib.import_module('27_lists')\nst.L.append(3)\n", "st.L",
    ),
    "modules imported by __import__": (
        "a = __import__('lists'); b = __import__('27_lists')\n", "a.L, b.L",
    ),
    "an attribute of a module imported by a call": (
        "from importlib import import_module\nX = import_module('summed.one').A\n", "X",
    ),
    "a module of Python's own imported by a call": (
        "from importlib import import_module\nm = import_module('os.path')\n", "m.join('a', 'b')",
    ),
    "__all__ as a sum": ("from summed import *\n", "A, B, C"),
    "a lambda called at once": ("L = []\n(lambda: L.append(1))()\n", "L"),
    "a lambda that changes what it is given": (
        "L = []\nfor _ in 'a': (lambda x, to: to.append(x))(1, L)\n", "L",
    ),
    "a lambda in a list called": ("L = []\n[lambda: L.append(1)][0]()\n", "L"),
    "a lambda that a call maps": ("L = []\nlist(map(lambda x: L.append(x), [1, 2]))\n", "L"),
    "a lambda that a call maps over classes": (
        "list(map(lambda kind: kind.set_default(color=RED), [Dot]))\n", "Dot()",
    ),
    "a key with an effect": ("L = []\nS = sorted('ba', key=lambda x: L.append(x) or x)\n", "L"),
    "a lambda that decorates": (
        "L = []\n@lambda f: L.append(f.__name__) or f\ndef one(): pass\n", "L",
    ),
    "a method that decorates": (
        "class R:\n    def __init__(self): self.all = []\n    def add(self, f):\n"
        "        self.all.append(f.__name__)\n        return f\n"
        "r = R()\n@r.add\ndef one(): pass\n", "r.all",
    ),
    "a list of a metaclass by any name": (
        "class Meta(type):\n    seen = []\n    def __new__(m, *made):\n"
        "        m.seen.append(made[0])\n        return super().__new__(m, *made)\n"
        "class B(metaclass=Meta): pass\n", "Meta.seen",
    ),
    "an item of a class": (
        "L = []\nclass X:\n    def __class_getitem__(cls, k):\n        L.append(k)\n"
        "        return cls\nT = X[2]\n", "L",
    ),
    "a comparison": (
        "L = []\nclass X:\n    def __lt__(self, other): L.append(other)\nx = X()\nx < 4\n", "L",
    ),
    "a sign before an object": (
        "L = []\nclass X:\n    def __neg__(self): L.append(1)\nx = X()\ny = -x\n", "L",
    ),
    "what a static method gives": (
        "L = []\nclass S:\n    @staticmethod\n    def all(): return L\ny = S.all()\n"
        "y.append(2)\n", "L",
    ),
    "what a generator gives from a list": (
        "L = [[1], [2]]\ndef each(): yield from L\nfor x in each(): x.append(0)\n", "L",
    ),
    "what a pattern names": ("L = []\nmatch L:\n    case [*_] as x: x.append(1)\n", "L"),
    "a name of a module set by setattr": ("import lists\nsetattr(lists, 'L', 9)\n", "lists.L"),
    "a module read again": (
        "import importlib, lists\nlists.L.append(3)\nimportlib.reload(lists)\n", "lists.L",
    ),
    "the words on top of the file": ("V = __doc__\n", "V is None"),
    "functions of two modules that call each other": ("from ping import f\n", "f(3)"),
    "a lambda that a dict holds, called at once": (
        "L = []\n{'a': lambda: L.append(1)}.get('a', print)()\n", "L",
    ),
    "a lambda that runs after its name is bound again": (
        "F = []\nfor i in range(3):\n    F.append(lambda: i)\ni = 7\n", "F[0]()",
    ),
    "what a function changes that takes a class as cls": (
        "def setup(cls, **how): cls.set_default(**how)\nsetup(Dot, color=RED)\n", "Dot()",
    ),
    "a list of the class above": (
        "class P:\n    seen = []\nclass C(P): pass\nC.seen.append(1)\n", "P.seen",
    ),
    "what print writes into": (
        "import io\nF = io.StringIO()\nprint('a', file=F)\n", "F.getvalue()",
    ),
    "chance of an object": ("import random\nR = random.Random(3)\nA = R.random()\n", "R.random()"),
    "an attribute that a loop sets": (
        "class A: pass\na = A()\nfor a.x in range(3): pass\n", "a.x",
    ),
    "an item that with sets": (
        "from contextlib import nullcontext\nL = [0]\nwith nullcontext(5) as L[0]: pass\n", "L",
    ),
}  # fmt: skip
# Those of them that no text tells the effect of.
UNTOLD = {
    "the names of another module", "its own names", "what happens when an object goes",
    "a name of a module set by setattr", "a module read again", "the words on top of the file",
}  # fmt: skip
TWO = {
    "ping.py": "import pong\ndef f(n): return n and pong.g(n - 1)\n",
    "pong.py": "import ping\ndef g(n): return n and ping.f(n - 1)\n",
}
SUMMED = {
    "summed/__init__.py": "from .one import *\nfrom .two import *\n",
    "summed/one.py": "__all__ = ['A', 'C']\nA = 1\nB = 2\nC = 3\n",
    "summed/two.py": "__all__ = ['B'] + ['D']\nB = 20\nC = 30\nD = 40\n",
}
OTHERS = LATE | SUMMED | TWO


def every() -> Iterator[Project]:
    for name, head in HEADS.items():
        files = {"theme.py": THEME, "main.py": "from manim import *\n" + head + FILM}
        yield Project(name, files)
    for name, (head, shown) in VALUES.items():
        text = FILM.replace("Dot()", f"Dot(v=({shown},))")
        yield Project(name, {"main.py": "from manim import *\n" + head + text} | OTHERS)
    for project, _ in imported_late():
        yield project


def imported_late() -> Iterator[tuple[Project, bool]]:
    """Projects whose functions import, and whether the scene can stand alone."""
    for name, (body, is_alone) in IMPORTED_LATE.items():
        text = "from manim import *\n\n\nclass Film(Scene):\n    def construct(self):\n"
        text += "".join(f"    {line}\n" for line in body.splitlines())
        yield Project(name, {**LATE, "main.py": text}), is_alone
    for name, (above, is_alone) in ABOVE.items():
        yield Project(name, {**LATE, "main.py": "from manim import *\n" + above + FILM}), is_alone

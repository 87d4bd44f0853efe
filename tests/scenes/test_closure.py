"""What a scene takes along: everything it reaches, cut from the source, in an order that runs."""

import ast
import builtins
import symtable
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.scenes.memo import Memo
from mdx.scenes.project import Project
from mdx.scenes.resolve import Resolver
from mdx.scenes.scene import Scene, SyntaxFault, scenes

STAR = "from manim import *\n"


def cut(files: dict[str, str] | str, path: str = "a.py", paths: str = "") -> Scene:
    """The last scene of one module of made-up files; `paths` are other files that are there."""
    if isinstance(files, str):
        files = {path: files}
    return list(scenes(Project([*files, *paths.split()], files.__getitem__), path))[-1]


def scene(*body: str, head: str = "class A(Scene):") -> str:
    lines = "".join(f"        {line}\n" for line in body or ("pass",))
    return f"{head}\n    def construct(self):\n{lines}"


# what stands above the scene, what construct does, what the cut holds besides them
TAKEN = {
    "a helper and what it reads": (
        "X = 1\ndef f(): return X\nY = 2\n",
        "f()",
        "X = 1\ndef f(): return X",
    ),
    "comments above, not those of others": (
        "# mine\n# too\nX = 1\n\n# another's\nY = 2\n",
        "X",
        "# mine\n# too\nX = 1",
    ),
    "decorators": (
        "def d(f): return f\n\n@d\n# so\n@d\ndef g(): pass\n",
        "g()",
        "def d(f): return f\n\n@d\n# so\n@d\ndef g(): pass",
    ),
    "a name kept aside before it is defined anew": (
        "Old = Text\ndef Text(x): return Old(x)\n",
        "Text('a')",
        "Old = Text\ndef Text(x): return Old(x)",
    ),
    "a shadowed name stays behind": (
        "x = 1\ndef f(x): return x\n",
        "x = 2; f(x)",
        "def f(x): return x",
    ),
    "a name of a comprehension stays behind": ("i = 1\n", "[i for i in y]; y = 1", ""),
    "a name read before it is made local": (
        "r = 1\nclass B:\n    r = r\n",
        "B()",
        "r = 1\nclass B:\n    r = r",
    ),
    "a global statement": (
        "n = 0\ndef f():\n    global n\n    n += 1\n",
        "f()",
        "n = 0\ndef f():\n    global n\n    n += 1",
    ),
    "a global that only functions set": (
        "def f():\n    global n\n    n = 1\ndef g(): return n\n",
        "f(); g()",
        "def f():\n    global n\n    n = 1\ndef g(): return n",
    ),
    "every step of a value": (
        "x = []\nx.append(1)\nx += [2]\ny = x\n",
        "y",
        "x = []\nx.append(1)\nx += [2]\ny = x",
    ),
    "what the method of an operator reads at that time": (
        "class B:\n    def __iadd__(self, n): return C()\nb = B()\nC = list\nb += 1\nC = set\n",
        "b",
        "class B:\n    def __iadd__(self, n): return C()\nb = B()\nC = list\nb += 1\nC = set",
    ),
    "what a loop or a condition adds to a value": (
        "x = []\nfor i in 'ab':\n    if i:\n        x.append(i)\nfor i in x: print(i)\n",
        "x",
        "x = []\nfor i in 'ab':\n    if i:\n        x.append(i)",
    ),
    "no call that only uses a class": (
        "class B: pass\nB.x = 1\nB().show()\n",
        "B",
        "class B: pass\nB.x = 1",
    ),
    "the last of two definitions": ("def f(): 1\ndef f(): 2\n", "f()", "def f(): 2"),
    "the first, where it was read in time": (
        "class B: 1\nclass C(B): pass\nclass B: 2\n",
        "C()",
        "class B: 1\nclass C(B): pass",
    ),
    "branches that define": (
        "z = 1\nif z:\n    x = 1\nelse:\n    x = 2\n",
        "x",
        "z = 1\nif z:\n    x = 1\nelse:\n    x = 2",
    ),
    "try around an import": (
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None\n",
        "scipy",
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None",
    ),
    "no main block": (
        "def f(): pass\nif __name__ == '__main__':\n    f()\n",
        "f()",
        "def f(): pass",
    ),
    "statements on one line": ("a = 1; b = 2\n", "b", "a = 1; b = 2"),
    "a setting and what it reads": (
        "GREY = '#333'\nconfig.background_color = GREY\nconfig['x'] = 1\n",
        "pass",
        "GREY = '#333'\nconfig.background_color = GREY\nconfig['x'] = 1",
    ),
    "a template and what is added to it": (
        "t = TexTemplate()\nt.add_to_preamble('x')\nTex.set_default(tex_template=t)\n",
        "pass",
        "t = TexTemplate()\nt.add_to_preamble('x')\nTex.set_default(tex_template=t)",
    ),
    "a seed, no path": (
        "import sys\nsys.path.append('x')\nnp.random.seed(1)\nprint(1)\n",
        "pass",
        "np.random.seed(1)",
    ),
    "tabs and strings over lines": (
        'def f():\n\tx = """\n  y\n"""\n\treturn x\n',
        "f()",
        'def f():\n\tx = """\n  y\n"""\n\treturn x',
    ),
    "tabs here and spaces there": (
        "def f():\n\treturn g()\n\ndef g():\n  return 1\n",
        "f()",
        "def f():\n\treturn g()\n\ndef g():\n  return 1",
    ),
    "a name that Python 2 had, guarded": (
        "try:\n    xrange\nexcept NameError:\n    xrange = range\n",
        "xrange(3)",
        "try:\n    xrange\nexcept NameError:\n    xrange = range",
    ),
    "star imports of Python's own modules that bring it": (
        "from math import *\nfrom random import *\nfrom os.path import *\nfrom re import *\n",
        "randint(0, gcd(6, 4)), join('a', 'b')",
        "from math import *\nfrom random import *\nfrom os.path import *",
    ),
    "what CONFIG of a base names": (
        "K = 1\nL = 2\nM = 3\nclass B(Scene):\n    CONFIG = {'k': K, 'l': {'m': [M]}}\n"
        "class C(B): CONFIG = {'k': 2}\n",
        "C",
        "K = 1\nM = 3\nclass B(Scene):\n    CONFIG = {'k': K, 'l': {'m': [M]}}\n"
        "class C(B): CONFIG = {'k': 2}",
    ),
    "letters of many bytes": ("数 = 'é'; b = 数\n", "b", "数 = 'é'; b = 数"),
    "a match statement": (
        "Q = 1\ndef f(a):\n    match a:\n        case [x, *y] | {'k': x, **y}: return Q\n",
        "f(1)",
        "Q = 1\ndef f(a):\n    match a:\n        case [x, *y] | {'k': x, **y}: return Q",
    ),
    "a walrus in a comprehension": (
        "L = [w := 1 for _ in 'a']\n",
        "w",
        "L = [w := 1 for _ in 'a']",
    ),
    "a walrus in a comprehension of another": (
        "L = [[w := 1 for _ in 'a'] for _ in 'b']\n",
        "w",
        "L = [[w := 1 for _ in 'a'] for _ in 'b']",
    ),
    "defaults and annotations": (
        "D = 1\nclass T: pass\ndef f(a: T = D) -> T: pass\n",
        "f()",
        "D = 1\nclass T: pass\ndef f(a: T = D) -> T: pass",
    ),
}


@pytest.mark.parametrize(("above", "does", "taken"), TAKEN.values(), ids=TAKEN)
def test_a_scene_takes_along_of_its_file_what_it_reaches(above, does, taken):
    found = cut(STAR + above + scene(does))
    assert found.code.split() == f"{STAR}{taken}\n{scene(does)}".split()
    assert found.unresolved == ()


def test_a_global_that_the_scene_itself_sets_is_not_missing():
    assert cut(STAR + scene("global n", "n = 1")).standalone
    assert cut(STAR + scene("global n", "print(n)")).unresolved == ("n",)


def test_blank_lines_between_definitions_are_two_and_within_a_group_none():
    source = STAR + "X = 1\n\n\n\n\nY = 2\ndef f(): return X + Y\n" + scene("f()")
    assert cut(source).code == (STAR + "\nX = 1\n\n\nY = 2\ndef f(): return X + Y\n" + scene("f()"))


def test_carriage_returns_and_a_byte_order_mark_are_read_as_python_reads_them():
    source = "\ufeff" + (STAR + "X = 1\n" + scene("X")).replace("\n", "\r\n")
    assert cut(source).code == STAR + "\nX = 1\n" + scene("X")


def test_imports_that_nothing_uses_stay_behind():
    source = "import os\nimport numpy as np, sys\nfrom manim import *\nfrom math import pi, e\n"
    assert cut(source + scene("np.array(pi)")).code.startswith(
        "import numpy as np, sys\nfrom manim import *\nfrom math import pi, e\n\n\nclass"
    )


def test_a_future_import_comes_first_of_all_and_once():
    files = {
        "a.py": "# why\nfrom __future__ import annotations \nfrom manim import *\nfrom b import f\n"
        + scene("f()"),
        "b.py": "from __future__ import annotations\nimport re\ndef f(x: Y): return re\n",
    }
    head = (
        "from __future__ import annotations\n# why\nfrom __future__ import annotations\nimport re\n"
    )
    assert cut(files).code.startswith(head)
    ast.parse(cut(files).code)
    del files["a.py"]
    files["a.py"] = "from __future__ import annotations \nfrom b import f\n" + scene("f()")
    assert cut(files).code.count("__future__") == 1


def test_a_future_import_of_a_module_that_gives_nothing_stays_behind():
    files = {
        "a.py": "from b import *\n" + scene("Circle()"),
        "b.py": "from __future__ import annotations\nfrom manim import *\nK = 1\n",
    }
    assert cut(files).code == STAR + "\n\n" + scene("Circle()")


NARROW = "from manimlib.constants import *\nfrom manimlib.mobject.geometry import Circle\n"
OLD_TEX = "from manimlib.mobject.svg.old_tex_mobject import *\n"
LIBRARY = {
    "all of it, rather than a neighbour's own imports": (
        {
            "a.py": "from ext import *\n" + scene("Circle(color=RED)"),
            "ext.py": "from manimlib import *\nfrom b import *\n",
            "b.py": NARROW,
        },
        "from manimlib import *\n\n\nclass",
    ),
    "all of it, and nothing twice": (
        {
            "a.py": "from manimlib import *\nfrom b import f\n" + scene("f()"),
            "b.py": NARROW + "def f(): return Circle(color=RED)\n",
        },
        "from manimlib import *\n\n\ndef f(): return Circle(color=RED)\n",
    ),
    "a name that an old release alone had": (
        {
            "a.py": "from manimlib import *\nfrom b import f\n" + scene("f()"),
            "b.py": NARROW + "def f(): return DEFAULT_POINT_DENSITY_1D\n",
        },
        "from manimlib.constants import *\nfrom manimlib import *\n\n\ndef",
    ),
    "what a neighbour lacks and the scene's own file has": (
        {
            "a.py": "from ext import *\nfrom b import f\n" + scene("f()"),
            "ext.py": f"from manimlib import *\n{OLD_TEX}",
            "b.py": "def f(): return OldTexText\n",
        },
        f"from manimlib import *\n{OLD_TEX}\n\ndef f",
    ),
    "what the scene's own file says, as it says it": (
        {"a.py": "from manim import *\nfrom manim import Circle\n" + scene("Circle()")},
        "from manim import *\nfrom manim import Circle\n",
    ),
    "what all of it does not bring": (
        {
            "a.py": "from manim import *\nfrom b import f\n" + scene("f()"),
            "b.py": "from manim.utils.hashing import get_json as g\nf = g\n",
        },
        "from manim.utils.hashing import get_json as g\nfrom manim import *\n\nf = g\n",
    ),
    "a name that a neighbour gives another meaning after it": (
        {
            "a.py": "from ext import *\n" + scene("Circle()"),
            "ext.py": "from manim import *\nfrom b import *\n",
            "b.py": "from manim import VMobject\nclass Circle(VMobject): pass\n",
        },
        "from manim import *\n\n\nclass Circle(VMobject): pass\n",
    ),
    "the one of two libraries that comes last": (
        {"a.py": "from manimlib import *\nfrom manim.constants import *\n" + scene("DEGREES, UP")},
        "from manimlib import *\nfrom manim.constants import *\n",
    ),
}


@pytest.mark.parametrize(("files", "head"), LIBRARY.values(), ids=LIBRARY)
def test_what_a_cut_imports_of_the_library(files, head):
    assert cut(files).code.startswith(head)


# modules beside a.py, its imports, what construct does, what the cut defines, in order
NEIGHBOURS = {
    "explicit": (
        {"b.py": "K = 1\ndef f(): return K\ndef g(): pass\n"},
        "from b import f",
        "f()",
        "K f",
    ),
    "relative": ({"p/b.py": "K = 1\n", "p/a.py": ""}, "from .b import K", "K", "K"),
    "relative to the folder above": (
        {"b.py": "K = 1\n", "p/a.py": ""},
        "from ..b import K",
        "K",
        "K",
    ),
    "from a package's face": (
        {"q/__init__.py": "from .m import K\n", "q/m.py": "K = 1\n"},
        "from q import K",
        "K",
        "K",
    ),
    "a module of a folder without one": ({"q/m.py": "K = 1\n"}, "from q import m", "m.K", "K m"),
    "chained stars": (
        {"b.py": "from c import *\n", "c.py": "from d import *\n", "d.py": "K = 1\n"},
        "from b import *",
        "K",
        "K",
    ),
    "under another name": ({"b.py": "def f(): pass\n"}, "from b import f as h", "h()", "f h"),
    "a module as a value": (
        {"b.py": "K = 1\ndef f(): return K\n"},
        "import b as u",
        "u.f(u.K)",
        "K f u",
    ),
    "two modules as values": (
        {"b.py": "K = 1\n", "c.py": "L = 1\n"},
        "import b, c",
        "b.K, c.L",
        "K L b c",
    ),
    "a module within a module": ({"q/m.py": "K = 1\n"}, "import q.m", "q.m.K", "K q"),
    "in the root": ({"b.py": "K = 1\n", "p/a.py": ""}, "from b import K", "K", "K"),
    "in a folder put on the path": (
        {"common/b.py": "K = 1\n", "p/a.py": ""},
        "import sys\nsys.path.append('common')\nfrom b import *",
        "K",
        "K",
    ),
    "in a folder beside, put on the path": (
        {"common/b.py": "K = 1\n", "p/a.py": ""},
        "import sys\nsys.path.insert(0, '../common/')\nfrom b import *",
        "K",
        "K",
    ),
    "in a folder put on the path, as seen from a folder above": (
        {"2022/common/b.py": "K = 1\n", "2022/p/a.py": ""},
        "import sys\nsys.path.insert(1, 'common/')\nfrom b import *",
        "K",
        "K",
    ),
    "in a folder that a neighbour puts on the path": (
        {
            "common/b.py": "K = 1\n",
            "p/n.py": "import sys\nsys.path.insert(1, 'common/')\nL = 1\n",
            "p/a.py": "",
        },
        "from n import L\nfrom b import *",
        "K + L",
        "L K",
    ),
    "of one name in each folder": (
        {"b.py": "K = 0\n", "p/b.py": "K = 1\n", "p/a.py": ""},
        "from b import K",
        "K",
        "K",
    ),
    "from files whose names are none": (
        {"10_x y/数-b.py": "L = 1\n", "10_x y/b.py": "K = 1\n", "10_x y/1-a.py": ""},
        "from b import K",
        "K",
        "K",
    ),
    "bases from elsewhere": (
        {"b.py": "from manim import *\nclass B(Scene):\n    x = 1\n"},
        "from b import *",
        "self.x",
        "B",
    ),
    "a decorator of construct": (
        {"b.py": "def fade(f): return f\n"},
        "from b import *\nclass Base(Scene):\n    @fade\n    def construct(self): pass",
        "Base",
        "fade Base",
    ),
    "in a circle": ({"b.py": "from a import *\nK = 1\n", "a.py": ""}, "from b import *", "K", "K"),
    "without what __all__ leaves out": (
        {"b.py": "__all__ = ['K']\nK = 1\nabs = 2\n"},
        "from b import *",
        "abs(K)",
        "K",
    ),
    "with what is added to __all__": (
        {"b.py": "__all__ = ['K']\n__all__ += ['_L']\nK = 1\n_L = 2\n"},
        "from b import *",
        "K + _L",
        "K _L",
    ),
    "imported by a function only": (
        {"b.py": "def f():\n    from c import K\n    return K\n", "c.py": "K = 1\n"},
        "from b import f",
        "f()",
        "K f",
    ),
    "in a try": (
        {"b.py": "K = 1\n"},
        "try:\n    from b import K\nexcept ImportError:\n    K = 2",
        "K",
        "K",
    ),
    "as a name of the repository itself": (
        {"u/b.py": "K = 1\n"},
        "from repo.u.b import K",
        "K",
        "K",
    ),
}


@pytest.mark.parametrize(
    ("files", "imports", "does", "defined"), NEIGHBOURS.values(), ids=NEIGHBOURS
)
def test_names_are_followed_into_other_modules(files, imports, does, defined):
    path = next((path for path in files if path.endswith("a.py")), "a.py")
    base = "class A(B):" if defined == "B" else "class A(Scene):"
    source = STAR + imports + "\n" + scene(does, head=base)
    found = cut(files | {path: source}, path)
    assert found.unresolved == ()
    assert found.standalone
    tree = ast.parse(found.code)
    assert [name for node in tree.body for name in bound(node)] == [*defined.split(), "A"]


def test_of_modules_of_one_name_the_nearest_is_meant():
    files = {
        path: f"from manim import *\nfrom b import K\n{scene('K')}" for path in ("p/a.py", "q/a.py")
    }
    files |= {"p/b.py": "K = 'p'\n", "q/b.py": "K = 'q'\n"}
    assert "K = 'p'" in cut(files, "p/a.py").code
    assert "K = 'q'" in cut(files, "q/a.py").code


def bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name] if isinstance(node, (ast.ClassDef, ast.FunctionDef)) else []


def test_what_must_have_run_comes_first_even_where_modules_import_each_other():
    files = {
        "a.py": "from manim import *\nfrom b import *\nclass Base: pass\n" + scene("Child()"),
        "b.py": "from a import *\nclass Child(Base): pass\n",
    }
    assert cut(files).code.index("class Base") < cut(files).code.index("class Child")


COLLISIONS = {
    "two modules, one name": (
        {"b.py": "K = 1\ndef f(): return K\n", "a.py": "from b import f\nK = 2\n" + scene("f(K)")},
        ["K_b = 1", "return K_b", "K = 2", "f(K)"],
    ),
    "a name of the library": (
        {
            "b.py": "from manim import *\ndef f(): return Circle()\n",
            "a.py": "from manim import *\nfrom b import f\nclass Circle: pass\n"
            + scene("f(Circle)"),
        },
        ["return Circle()", "class Circle_a: pass", "f(Circle_a)"],
    ),
    "a builtin": (
        {
            "b.py": "def f(): return max(1, 2)\n",
            "a.py": "from b import f\ndef max(): f()\n" + scene("max()"),
        },
        ["return max(1, 2)", "def max_a(): f()", "max_a()"],
    ),
    "two imports": (
        {
            "b.py": "import re as r\ndef f(): return r\n",
            "a.py": "from b import f\nimport os as r\n" + scene("f(r)"),
        },
        ["import re as r_", "return r_", "import os as r\n", "f(r)"],
    ),
}


@pytest.mark.parametrize(("files", "lines"), COLLISIONS.values(), ids=COLLISIONS)
def test_colliding_names_of_different_modules_are_kept_apart(files, lines):
    found = cut(files)
    assert [line for line in lines if line not in found.code] == []


def test_a_collision_that_cannot_be_renamed_is_told():
    files = {
        "b.py": "K = 1\ndef f():\n    def g(K): return K\n    return g(K)\n",
        "a.py": STAR + "from b import f\nK = 2\n" + scene("f(K)"),
    }
    assert cut(files).unresolved == ("K",)


MISSING = {
    "a name that nothing defines": (scene("nowhere"), "nowhere"),
    "a name of no release of Manim": (STAR + scene("FadeInEverything()"), "FadeInEverything"),
    "a module that is gone": ("from .gone import K\n" + scene("K"), "K"),
    "a name that its module lacks": ("from b import L\n" + scene("L"), "L"),
    "a member that its module lacks": ("import b\n" + scene("b.L"), "b.L"),
    "a module that a folder of the project lacks": ("from d.gone import *\n" + scene("K"), "K"),
    "a name of a module that a folder lacks": ("from d.gone import K\n" + scene("K"), "K"),
    "what Python 2 had": (scene("xrange(3)"), "xrange"),
    "a module that is handed on": ("import b\n" + scene("f(b)\ndef f(x): pass"), "b"),
}


@pytest.mark.parametrize(("source", "names"), MISSING.values(), ids=MISSING)
def test_what_cannot_be_closed_is_told(source, names):
    found = cut({"a.py": source, "b.py": "K = 1\n", "c.py": "x = (\n", "d/e.py": ""})
    assert names in found.unresolved
    assert not found.standalone
    assert found.packages == ()


def test_a_neighbour_that_does_not_parse_leaves_its_names_missing():
    found = cut(
        {"a.py": STAR + "from b import *\nfrom b import K\n" + scene("K"), "b.py": "x = (\n"}
    )
    assert found.unresolved == ("K",)


PACKAGES = {
    "of others": ("import scipy.special as s\n", "s", "scipy"),
    "by a star": ("from chanim import *\n", "ChemWithName()", "chanim"),
    "by one star or another": (
        "from pulp import *\nfrom math import *\nfrom yaml import *\n",
        "LpProblem(pi)",
        "pulp yaml",
    ),
    "within a function": ("def f():\n    import cv2\n    return cv2\n", "f()", "cv2"),
    "not the standard library, numpy or Manim": (
        "import os\nimport numpy as np\nimport manimlib\n",
        "os, np, manimlib",
        "",
    ),
    "not what nothing uses": ("import torch\n", "pass", ""),
    "the package that the repository publishes": ("from plugin.x import Y\n", "Y", "plugin"),
}


@pytest.mark.parametrize(("above", "does", "names"), PACKAGES.values(), ids=PACKAGES)
def test_packages_are_told(above, does, names):
    files = {"a.py": STAR + above + scene(does), "plugin/__init__.py": "", "plugin/x.py": "Y = 1\n"}
    found = next(scenes(Project(files, files.__getitem__, {}, {"": {"plugin"}}), "a.py"))
    assert " ".join(found.packages) == names
    assert found.standalone == (not names)


ASSETS = {
    "ImageMobject('cat')": ("cat", True),
    "SVGMobject(file_name='pics/dog.svg')": ("pics/dog.svg", False),
    "self.add_sound('click.wav')": ("click.wav", True),
    "open('data.txt')": ("data.txt", False),
    "f('words.json')": ("words.json", False),
    "np.load('../data.npy')": ("../data.npy", False),
    "Code('main.cpp')": ("main.cpp", False),
    # of a name that is computed all that is known
    "ImageMobject(f'assets/cat{i}.png')": ("assets/cat{i}.png", True),
    "[f'dog{i}.svg' for i in x]": ("dog{i}.svg", False),
    "ImageMobject('cat%d' % i)": ("cat%d", True),
    "ImageMobject('{}.png'.format(i))": ("{}.png", False),
    "ImageMobject(os.path.join(x, 'cat'))": ("{x}/cat", True),
    "SVGMobject(Path('pics') / (x + '_a.svg'))": ("pics/{x}_a.svg", False),
    "SVGMobject(str(Path(x, 'dog.svg')))": ("{x}/dog.svg", False),
    "SVGMobject(f('dog.svg'))": ("dog.svg", False),
    "SVGMobject(self.file_name)": ("{self.file_name}", False),
    "ImageMobject(name.replace(' ', '_'))": ("{name.replace('','_')}", False),
    "open(path); SVGMobject('dog')": ("dog", False),
    "Image.open(x[0])": ("{x[0]}", False),
}


@pytest.mark.parametrize(("does", "asset"), ASSETS.items())
def test_files_that_a_scene_needs_are_told_and_whether_they_are_there(does, asset):
    found = cut(STAR + scene(does), "v/a.py", paths="v/assets/cat.png sounds/click.wav")
    assert found.assets == (asset,)
    assert not found.standalone


@pytest.mark.parametrize("text", ["'e.g. this'", "'a.b.c'", "r'x.png or not'", "'.txt'", "'1.5'"])
def test_most_strings_are_no_files(text):
    assert cut(STAR + scene(f"Text({text})")).assets == ()


NO_FILES = [
    "ImageMobject(np.uint8([[0, 1]]))",
    "x = np.zeros(3); ImageMobject(x)",
    "self.x = np.zeros(3); ImageMobject(self.x)",
    "ImageMobject(255 * x)",
    "Code(code=x, language='cpp')",
    "open('out', 'w')",
    "open(x, mode='wb')",
    "self.door.open(RIGHT)",
    "self.load(x)",
    "Text(f'{x}')",
]


@pytest.mark.parametrize("does", NO_FILES)
def test_what_is_no_file_to_read_is_no_asset(does):
    assert cut(STAR + scene("x = 1", does)).assets == ()


def test_a_library_vendored_in_the_repository_is_still_the_library():
    files = {
        "a.py": "from manimlib.imports import *\n" + scene("RED"),
        "manimlib/imports.py": "RED = 1\n",
    }
    assert cut(files).code.startswith("from manimlib.imports import *\n")


WORDS = {
    "docstring of the class": (
        'class A(Scene):\n    """A."""\n    def construct(self): "B."\n',
        "A.",
        "",
    ),
    "docstring of construct": (
        'class A(Scene):\n    def construct(self):\n        "B."\n',
        "B.",
        "",
    ),
    "spoken": (scene("self.voiceover(text='a b')", "self.voiceover('c')"), "", "a b\nc"),
    "over lines and glued together": (
        scene('self.voiceover("""a', "   <bookmark mark='1'/>  b\"\"\" + 'c' 'd', x=1)"),
        "",
        "a bcd",
    ),
    "words that a blank keeps apart": (scene("self.voiceover('a' + ' b')"), "", "a b"),
    "partly computed": (scene("self.voiceover(f'a {b} c' + d.e())"), "", "a c"),
}


@pytest.mark.parametrize(("source", "docstring", "narration"), WORDS.values(), ids=WORDS)
def test_words_that_are_there_are_kept(source, docstring, narration):
    found = cut(source)
    assert (found.docstring, found.narration) == (docstring, narration)


STATEMENTS = st.sampled_from(
    [
        "x = 1",
        "x = y",
        "def f(): return x",
        "def g(x=f): return y",
        "class B(Scene): pass",
        "class A(B):\n    def construct(self): f()",
        "class C(Scene):\n    def construct(self): g(z)",
        "from b import *",
        "from b import f as h, x",
        "import b",
        "import b as u",
        "import os; z = 1",
        "if x:\n    y = f",
        "try:\n    from b import y\nexcept E:\n    pass",
        "y = [x for x in h]",
        "# words",
        "",
        "@f\nclass D(A, b.Q):\n    y = u.x",
        "x += 1; y.a = x",
        "config.a = y",
        "b.f()",
        "class A(C): pass",
        "def x():\n    import b\n    from b import z\n    return b.y",
        "del y",
    ]
)
MODULES = st.lists(STATEMENTS, max_size=9).map("\n".join)


@settings(deadline=None)
@given(MODULES, MODULES)
def test_every_cut_parses_holds_its_class_and_names_what_it_lacks(here, there):
    files = {"a.py": STAR + here + "\n", "b.py": STAR + there + "\n"}
    for found in scenes(Project(files, files.__getitem__), "a.py"):
        tree = ast.parse(found.code)
        assert found.name in [n.name for n in tree.body if isinstance(n, ast.ClassDef)] + [
            n.name for node in tree.body for n in ast.walk(node) if isinstance(n, ast.ClassDef)
        ]
        if found.standalone:
            assert undefined(found.code) == set()


def undefined(code: str) -> set[str]:
    """The global names that code reads and never binds, by Python's own scopes."""
    from mdx.scenes.stars import star_names

    top = symtable.symtable(code, "", "exec")
    known = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    known |= set(dir(builtins)) | star_names("manim")
    read, waiting = set(), [top]
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        read |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return read - known


@given(st.text() | MODULES.map(lambda text: text.replace("e", "\0")) | st.binary().map(str))
def test_any_text_is_cut_or_is_a_fault(text):
    with suppress(SyntaxFault):
        list(scenes(Project(["a.py"], lambda path: text), "a.py"))


DEEP = {
    "brackets": "x = " + "(" * 100_000 + ")" * 100_000,
    "signs": "x = " + "-" * 100_000 + "1",
    "sums": "x = " + "1+" * 50_000 + "1",
    "attributes": "x = a" + ".b" * 50_000,
    "lambdas": "x = " + "lambda: " * 5_000 + "1",
    "lambdas that parse": "x = " + "lambda: " * 900 + "1",
    "calls": "x = a" + "()" * 50_000,
    "comprehensions": "x = " + "[" * 150 + "1" + " for i in j]" * 150,
    "branches": "if a:\n pass\n" + "elif a:\n pass\n" * 3_000,
    "a long number": "x = " + "1" * 10_000,
    "names of files glued together": "x = SVGMobject(" + "a + " * 2_500 + "b)",
    "attributes of files": "x = ImageMobject(a" + ".b" * 2_500 + ")",
    "f-strings of files": "x = f'" + "{a}" * 5_000 + ".png'",
    "a zero byte": "x = 1\0",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_and_odd_texts_are_faults_or_fine_and_nothing_worse(text):
    try:
        found = cut(text + "\n" + scene("x"))
    except SyntaxFault:
        return
    assert found.name == "A"


@pytest.fixture
def steps(monkeypatch):
    """How often anything known of a statement was asked for, and a name in star imports."""
    counted = Counter()
    for owner, name in ((Memo, "__getitem__"), (Resolver, "_by_star")):
        kept = getattr(owner, name)

        def counting(*args, name=name, kept=kept):
            counted[name] += 1
            return kept(*args)

        monkeypatch.setattr(owner, name, counting)
    return counted


@pytest.mark.parametrize("order", [1, -1], ids=["bases first", "bases last"])
def test_scenes_each_derived_from_the_one_before_are_cut_in_linear_time(steps, monkeypatch, order):
    monkeypatch.setattr("mdx.scenes.closure.STATEMENTS_MAX", 50)
    taken = {}
    for count in (300, 600):
        steps.clear()
        chain = [f"class C{n}(C{n - 1}): pass\n" for n in range(1, count)]
        chain.insert(0, scene(head="class C0(Scene):"))
        source = STAR + "".join(chain[::order])
        found = {s.name: s for s in scenes(Project(["a.py"], lambda path, s=source: s), "a.py")}
        assert len(found) == count
        taken[count] = steps["__getitem__"]
    assert taken[300] < taken[600] < 2.5 * taken[300]
    assert found["C40"].standalone
    assert (found["C90"].unresolved, found["C90"].standalone) == (("C89",), False)
    assert found["C90"].code == "class C90(C89): pass\n"


@pytest.mark.slow
def test_bases_may_be_thousands_deep(monkeypatch):
    monkeypatch.setattr("mdx.scenes.closure.STATEMENTS_MAX", 50)
    chain = "".join(f"class C{n}(C{n + 1}): pass\n" for n in range(3000))
    source = chain + scene(head="class C3000(Scene):")
    assert len(list(scenes(Project(["a.py"], lambda path: source), "a.py"))) == 3001


def test_modules_that_all_star_import_each_other_are_asked_once_for_a_name(steps):
    files = {
        f"m{n}.py": STAR
        + "".join(f"from m{m} import *\n" for m in range(40) if m != n)
        + scene("nowhere, K")
        for n in range(40)
    }
    files["m7.py"] += "K = 1\n"
    project = Project(files, files.__getitem__)
    for path in files:
        [found] = scenes(project, path)
        assert found.unresolved == ("nowhere",)
        assert "K = 1" in found.code
    assert steps["_by_star"] < 2 * 3 * 40 * 40  # names, modules that ask, modules asked


@pytest.mark.parametrize("what", ["*", "K"])
def test_a_name_is_followed_through_a_hundred_modules_and_no_further(what):
    files = {f"m{n}.py": f"from m{n + 1} import {what}\n" for n in range(3000)}
    files |= {"m3000.py": "K = 1\nconfig.a = K\n", "m2999.py": "from m3000 import K\n"}
    for start, unresolved in ((2950, ()), (0, ("K",))):
        files["a.py"] = STAR + f"from m{start} import {what}\n" + scene("K")
        assert cut(files).unresolved == unresolved


def test_the_parser_says_nothing_about_other_peoples_escapes(recwarn):
    assert cut(STAR + 'X = "\\d"\n' + scene("X", "1 is 1")).standalone
    assert not recwarn.list

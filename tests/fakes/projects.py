"""Small projects of many kinds: what a module holds, how it is reached, what the scene reads."""

import random
import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple


class Project(NamedTuple):
    name: str
    files: dict[str, str]
    path: str = "main.py"
    roots: tuple[str, ...] = ("",)


# A name, what the module says, what the scene's own file says, what the scene shows.
# `$name` is a name of the module as that file has imported it.
FEATURES = {
    "a constant": ("K = 3\n", "", "$K"),
    "a function": ("K = 3\ndef f(): return K\n", "", "$f()"),
    "a default": ("K = 3\ndef f(x=K): return x\nK = 4\n", "", "$f()"),
    "a class": ("class V:\n    size = 2\n    def get(self): return self.size\n", "", "$V().get()"),
    "bound again": ("R = 1\ndef f(): return R\nA = f()\nR = 2\n", "", "($A, $f())"),
    "bound again here": ("", "R = 1\ndef f(): return R\nA = f()\nR = 2\n", "(A, f())"),
    "bound again by if": ("R = 1\nif R: R = 2\nelse: R = 3\n", "", "$R"),
    "bound again through two": (
        "R = 1\ndef g(): return R\ndef f(): return g()\nA = [f() for _ in 'a']\nR = 2\n",
        "", "($A, $f())",
    ),
    "bound by a class that is called": (
        "R = 1\nclass V:\n    def __init__(self): self.r = R\nA = V()\nR = 2\n",
        "", "($A.r, $V().r)",
    ),
    "bound again by star": (
        "", "K9 = 1\ndef f(): return K9\nA = f()\nfrom later import *\n", "(A, f(), K9)",
    ),
    "added to": ("R = 1\nR += 1\n", "", "$R"),
    "set by a function": ("V = 1\ndef init():\n    global V\n    V = 6\ninit()\n", "", "$V"),
    "set by a function alone": ("def init():\n    global V\n    V = 6\ninit()\n", "", "$V"),
    "set by a function of a function": (
        "V = 1\ndef init():\n    global V\n    V = 6\ndef go(): init()\n_ = go()\n", "", "$V",
    ),
    "set from the scene's file": (
        "V = 1\ndef init():\n    global V\n    V = 6\ndef get(): return V\n", "$init()\n", "$get()",
    ),
    "a list": ("L = []\nL.append(1)\n", "", "$L"),
    "a list filled here": ("L = []\n", "$L.append(2)\n", "$L"),
    "a list filled by a call": ("L = []\ndef add(x): L.append(x)\nadd(1)\n", "", "$L"),
    "a list filled by a call here": ("L = []\ndef add(x): L.append(x)\n", "$add(1)\n", "$L"),
    "a list filled by a loop": ("L = []\nfor n in range(3):\n    L.append(n)\n", "", "$L"),
    "a list filled as an argument": (
        "L = []\ndef fill(x): x.append(1)\nfill(L)\n", "", "$L",
    ),
    "a list by another name": ("L = []\nM = L\nM.append(1)\n", "", "$L"),
    "a list in a list": ("L = []\nM = [L]\nM[0].append(1)\n", "", "$L"),
    "a dict": ("D = {}\nD['a'] = 1\n", "", "$D"),
    "a dict filled by a decorator": (
        "D = {}\ndef reg(f):\n    D[f.__name__] = f\n    return f\n@reg\ndef one(): return 1\n",
        "", "sorted($D), $D['one']()",
    ),
    "a dict filled by a decorator here": (
        "D = {}\ndef reg(f):\n    D[f.__name__] = f\n    return f\n",
        "@$reg\ndef one(): return 1\n", "sorted($D)",
    ),
    "a dict filled by a decorator with a name": (
        "D = {}\ndef reg(n):\n    def inner(f):\n        D[n] = f\n        return f\n"
        "    return inner\n@reg('x')\nclass One: pass\n",
        "", "sorted($D)",
    ),
    "a list of subclasses": (
        "L = []\nclass B:\n    def __init_subclass__(cls): L.append(cls.__name__)\n"
        "class C(B): pass\nclass E(C): pass\n",
        "", "$L",
    ),
    "what a class knows of those below": (
        "class B: pass\nclass C(B): pass\n", "", "[c.__name__ for c in $B.__subclasses__()]",
    ),
    "an attribute of a class": ("class C: x = 1\nC.x = 2\n", "", "$C.x"),
    "an attribute of a class set here": ("class C: x = 1\n", "$C.x = 3\n", "$C.x"),
    "an attribute by setattr": ("class C: x = 1\nsetattr(C, 'x', 2)\n", "", "$C.x"),
    "an iterator": ("I = iter('abc')\nfirst = next(I)\n", "", "next($I)"),
    "a counter": ("import itertools\nN = itertools.count()\nx = next(N)\n", "", "next($N)"),
    "popped": ("L = [1, 2, 3]\nlast = L.pop()\n", "", "$L"),
    "deleted": ("D = {'a': 1, 'b': 2}\ndel D['a']\n", "", "sorted($D)"),
    "eval of a name": ("K = 5\ndef f(): return eval('K')\n", "", "$f()"),
    "eval of a computed name": ("K5 = 5\ndef f(): return eval('K' + '5')\n", "", "$f()"),
    "globals": ("K = 5\ndef f(): return globals()['K']\n", "", "$f()"),
    "globals computed": ("K5 = 5\ndef f(n): return globals()['K' + n]\n", "", "$f('5')"),
    "globals set": ("K = 5\nglobals()['K'] = 6\n", "", "$K"),
    "globals updated": ("K = 5\nglobals().update(K=6)\n", "", "$K"),
    "exec": ("K = 5\nexec('K = 6')\n", "", "$K"),
    "getattr of a module": (
        "K = 5\n", "import sys\n", "getattr(sys.modules[__name__], 'PI', 0)",
    ),
    "a conditional import": (
        "K = 5\n", "if 1 > 2:\n    from other import Z\nelse:\n    from later import Z\n", "Z",
    ),
    "a tried import": (
        "K = 5\n", "try:\n    from other import Z\nexcept ImportError:\n    Z = 0\n", "Z",
    ),
    "a tried import that fails": (
        "K = 5\n", "try:\n    from nowhere_at_all import Z\nexcept ImportError:\n    Z = 7\n", "Z",
    ),
    "a main block": (
        "K = 5\nif __name__ == '__main__':\n    K = 6\nelse:\n    K = 7\n", "", "$K",
    ),
    "not the main block": ("K = 5\nif __name__ != '__main__':\n    K = 6\n", "", "$K"),
    "an import in a function": (
        "K = 5\n", "def f():\n    import other\n    return other.Z\n", "f()",
    ),
    "an import in a function by another name": (
        "K = 5\n", "def f():\n    import other as o\n    return o.Z\n", "f()",
    ),
    "an import of names in a function": (
        "K = 5\n", "def f():\n    from other import Z as z\n    return z\n", "f()",
    ),
    "imports of one name in two functions": (
        "K = 5\n",
        "def f():\n    import other as o\n    return o.Z\n"
        "def g():\n    import later as o\n    return o.Z\n",
        "(f(), g())",
    ),
    "chance": ("import random\nrandom.seed(3)\nx = random.random()\n", "import random\n",
               "random.random()"),
    "a setting before an import": (
        "K = 5\n", "config.frame_width = 99\nfrom reads import W\n", "W",
    ),
    "a module changed": ("N = 1\ndef get(): return N\n", "import other\nother.Z = 77\n",
                         "other.Z, other.get_z()"),
    "a walrus": ("if (W := 5) > 3: pass\n", "", "$W"),
    "a name of Manim": ("def Circle(**k): return Square(side=9, **k)\n", "", "$Circle()"),
    "a name kept aside": (
        "Old = Circle\ndef Circle(**k): return Old(radius=9, **k)\n", "", "$Circle()",
    ),
    "a class of the same name": ("class Film:\n    x = 4\n", "", "getattr($Film, 'x', 5)"),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 1\n", "", "$P()",
    ),
    "an enum": ("from enum import Enum\nclass E(Enum):\n    A = 1\n", "", "$E.A.value"),
    "a metaclass": (
        "L = []\nclass M(type):\n    def __init__(cls, *a): L.append(cls.__name__)\n"
        "class B(metaclass=M): pass\nclass C(B): pass\n",
        "", "$L",
    ),
    "a mobject changed": ("c = Circle()\nc.shift(UP)\nd = c.scale(2)\n", "", "$c"),
    "a group of mobjects": ("c = Circle()\ng = VGroup(c, Dot())\nd = Dot(g)\n", "", "$c"),
    "a partial": (
        "from functools import partial\ndef f(a, b): return a + b\ng = partial(f, 1)\n", "",
        "$g(2)",
    ),
    "a lambda": ("K = 2\nf = lambda x: x + K\nK = 3\n", "", "$f(1)"),
    "a cache": (
        "from functools import lru_cache\nL = []\n@lru_cache\ndef f(x):\n    L.append(x)\n"
        "    return x\nf(1)\n", "", "($f(1), $L)",
    ),
    "an instance that sets": (
        "V = 1\nclass T:\n    def apply(self):\n        global V\n        V = 6\n"
        "t = T()\nt.apply()\n", "", "$V",
    ),
    "with": ("with tempconfig({'a': 1}):\n    W = config.a\n", "", "$W"),
    "unpacked": ("a, (b, *c) = 1, (2, 3, 4)\n", "", "($a, $b, $c)"),
    "chained": ("a = b = []\nb.append(1)\n", "", "$a"),
    "all": ("__all__ = ['K', '_L']\nK = 1\n_L = 2\n", "", "$K"),
}  # fmt: skip

# How Manim's own state is set: what the module says, what the scene's own file says.
STATES = {
    "nothing": ("", ""),
    "config": ("config.background_color = BLUE\n", ""),
    "config here": ("", "config.background_color = BLUE\n"),
    "config by another name": ("cfg = config\ncfg.background_color = BLUE\n", ""),
    "config as an item": ("config['background_color'] = RED\n", ""),
    "config updated": ("config.update({'background_color': RED})\n", ""),
    "a default": ("Circle.set_default(color=RED)\n", ""),
    "defaults in a loop": ("for c in (Circle, Square):\n    c.set_default(color=RED)\n", ""),
    "a function": ("def theme(): Circle.set_default(color=RED)\ntheme()\n", ""),
    "a function called here": ("def theme(): Circle.set_default(color=RED)\n", "$theme()\n"),
    "a function of a function": (
        "def a(): config.background_color = RED\ndef theme(): a()\n", "$theme()\n",
    ),
    "a function whose value is kept": (
        "def theme():\n    config.background_color = RED\n    return 1\n", "_ = $theme()\n",
    ),
    "a method": (
        "class Theme:\n    def apply(self): Circle.set_default(color=RED)\nTheme().apply()\n", "",
    ),
    "a method called here": (
        "class Theme:\n    def apply(self): Circle.set_default(color=RED)\n", "$Theme().apply()\n",
    ),
    "a method of an instance": (
        "class Theme:\n    def apply(self): Circle.set_default(color=RED)\n"
        "t = Theme()\nt.apply()\n", "",
    ),
    "a constructor": (
        "class Theme:\n    def __init__(self): config.background_color = RED\nt = Theme()\n", "",
    ),
    "a function under if": (
        "DARK = True\ndef theme(): config.background_color = RED\nif DARK:\n    theme()\n", "",
    ),
    "a function in try": (
        "def theme(): config.background_color = RED\ntry:\n    theme()\nexcept Exception:\n"
        "    pass\n", "",
    ),
    "an argument": ("def color(c): c.set_default(color=RED)\ncolor(Circle)\n", ""),
    "setattr": ("setattr(Circle, 'x', 1)\n", ""),
    "setattr in a function": ("def theme(): setattr(Circle, 'x', 1)\ntheme()\n", ""),
    "an attribute": ("Circle.x = 1\n", ""),
    "a local name": ("def theme():\n    c = config\n    c.background_color = RED\ntheme()\n", ""),
    "a module of Manim": ("import manim as mn\nmn.config.background_color = RED\n", ""),
    "a name from Manim": ("from manim import config as cf\ncf.background_color = RED\n", ""),
    "a decorator": (
        "def at_once(f):\n    f()\n    return f\n@at_once\n"
        "def theme(): config.background_color = RED\n", "",
    ),
    "a lambda": ("theme = lambda: config.update(background_color=RED)\ntheme()\n", ""),
    "a comprehension": ("[c.set_default(color=RED) for c in (Circle, Dot)]\n", ""),
    "a class body": ("class Theme:\n    config.background_color = RED\n", ""),
    "main only": ("if __name__ == '__main__':\n    config.background_color = RED\n", ""),
    "a theme from a dict": (
        "THEME = {'background_color': RED}\ndef apply(t):\n    for k, v in t.items():\n"
        "        config[k] = v\napply(THEME)\n", "",
    ),
}  # fmt: skip

# Where the module is: its path, the scene's path, how the scene's file imports it (dotted name),
# folders that are on the path besides, other files.
LAYOUTS = {
    "beside": ("helper.py", "main.py", "helper", ("",), {}),
    "in a folder": ("lib/helper.py", "main.py", "lib.helper", ("",), {}),
    "in a package": ("lib/helper.py", "main.py", "lib.helper", ("",), {"lib/__init__.py": ""}),
    "in the root": ("helper.py", "videos/main.py", "helper", ("",), {}),
    "under src": ("src/lib/helper.py", "src/vid/main.py", "lib.helper", ("src",), {}),
    "in a project below": (
        "y/one/lib/helper.py", "y/one/vid/a/main.py", "lib.helper", ("y/one",), {},
    ),
    "with a build file": (
        "lib/helper.py", "vid/main.py", "lib.helper", ("",),
        {"lib/__init__.py": "", "pyproject.toml": ""},
    ),
}  # fmt: skip

# How its names are had: the statement, and what stands for `$name`.
STYLES = {
    "star": ("from {m} import *\n", "{n}"),
    "names": ("from {m} import {all}\n", "{n}"),
    "other names": ("from {m} import {all_as}\n", "my_{n}"),
    "the module": ("import {m}\n", "{m}.{n}"),
    "the module as": ("import {m} as q\n", "q.{n}"),
    "in construct": ("", "{n}"),
    "the module in construct": ("", "q.{n}"),
    "through another": ("from between import *\n", "{n}"),
}

OTHERS = {
    "other.py": "Z = 11\ndef get_z(): return Z\n",
    "later.py": "Z = 22\nK9 = 2\n",
    "reads.py": "from manim import *\nW = config.frame_width\n",
}


def project(name: str, layout: str, style: str, state: str, features: list[str]) -> Project:
    """One project: all that its parts say, in one module and one file with a scene."""
    where, path, dotted, roots, more = LAYOUTS[layout]
    statement, shape = STYLES[style]
    held = "from manim import *\n" + STATES[state][0]
    here, shown = STATES[state][1], []
    for feature in features:
        inner, outer, value = FEATURES[feature]
        held, here, shown = held + inner, here + outer, [*shown, value]
    taken = sorted(set(re.findall(r"\$(\w+)", here + " ".join(shown))))
    names = ", ".join(taken) or "PI"
    aliases = ", ".join(f"{n} as my_{n}" for n in taken) or "PI"
    values = {"m": dotted, "all": names, "all_as": aliases}

    def told(text: str) -> str:
        return re.sub(r"\$(\w+)", lambda m: shape.format(n=m[1], **values), text)

    lines = [f"self.add(Circle(told=({told(value)},)))" for value in shown]
    lines = lines or ["self.add(Circle())"]
    if style == "in construct":
        lines.insert(0, f"from {dotted} import {names}")
    elif style == "the module in construct":
        lines.insert(0, f"import {dotted} as q")
    body = "".join(f"        {line}\n" for line in lines)
    text = "from manim import *\n" + statement.format(**values) + told(here)
    text += f"\n\nclass Film(Scene):\n    def construct(self):\n{body}"
    folder = path.rpartition("/")[0]
    beside = {f"{folder}/{n}".lstrip("/"): t for n, t in OTHERS.items()}
    beside[f"{folder}/between.py".lstrip("/")] = f"from {dotted} import *\n"
    files = {path: text, where: held, **beside, **more}
    return Project(f"{name}: {layout}, {style}, {state}, {'; '.join(features)}", files, path, roots)


def every_part() -> Iterator[Project]:
    """Each part of each kind with each style, or each layout."""
    for feature, style in product(FEATURES, STYLES):
        if is_fit(style, [feature], "nothing"):
            yield project("feature", "beside", style, "nothing", [feature])
    for state, style in product(STATES, STYLES):
        if is_fit(style, [], state):
            yield project("state", "beside", style, state, ["a constant"])
    for layout, style in product(LAYOUTS, STYLES):
        yield project("layout", layout, style, "a function", ["a function"])


def drawn(count: int, seed: int) -> Iterator[Project]:
    """Projects of parts drawn by chance."""
    chance = random.Random(seed)
    for number in range(count):
        features = chance.sample(sorted(FEATURES), chance.choice((1, 2, 2, 3)))
        style = chance.choice(sorted(STYLES))
        state = chance.choice(sorted(STATES))
        layout = chance.choice(sorted(LAYOUTS))
        if is_fit(style, features, state):
            yield project(f"drawn {number}", layout, style, state, features)


def is_fit(style: str, features: list[str], state: str) -> bool:
    """Whether the scene's own file may name the module's names outside of construct."""
    outer = STATES[state][1] + "".join(FEATURES[feature][1] for feature in features)
    return "construct" not in style or "$" not in outer

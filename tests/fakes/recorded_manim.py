"""A tiny Manim that draws nothing and writes down every call that a scene makes.

What is written tells all that a picture would show: what a thing is made of, the defaults of its
class at that moment, what was done to it, and how Manim is configured.
"""

import math  # noqa: F401 - scenes get it by the star
from contextlib import contextmanager

LOG = []

RED, BLUE, GREEN, WHITE, BLACK, YELLOW = "RED", "BLUE", "GREEN", "WHITE", "BLACK", "YELLOW"
UP, DOWN, LEFT, RIGHT, ORIGIN, PI, TAU, DEGREES = 1, -1, -2, 2, 0, 3.0, 6.0, 0.1


class ManimConfig(dict):
    def __getattr__(self, name):
        return self.get(name, "unset")

    def __setattr__(self, name, value):
        self[name] = value


config = ManimConfig(background_color=BLACK)


@contextmanager
def tempconfig(values):
    before = dict(config)
    config.update(values)
    yield
    config.clear()
    config.update(before)


class Thing:
    """Whatever is shown or played; every method but those of Python is one that it takes."""

    defaults = {}  # noqa: RUF012 - a class's own after set_default, as the library has it

    def __init__(self, *args, **kwargs):
        kind = next(c for c in type(self).__mro__ if c.__module__ == __name__)
        extra = {k: v for k, v in vars(kind).items() if k[0] != "_" and k != "defaults"}
        self.__dict__["told"] = [kind.__name__, args, {**kind.defaults, **kwargs}, extra]

    @classmethod
    def set_default(cls, **kwargs):
        cls.defaults = {**cls.defaults, **kwargs} if kwargs else {}

    def __getattr__(self, name):
        if name[0] == "_":
            raise AttributeError(name)

        def done(*args, **kwargs):
            self.told.append((name, args, kwargs))
            return self

        return done

    def copy(self):
        made = Thing.__new__(type(self))
        made.__dict__["told"] = [*self.told]
        return made

    def __repr__(self):
        return repr(self.told)


NAMES = """Mobject VMobject Circle Square Dot Line Text Tex MathTex VGroup TexTemplate Axes
    NumberPlane Create FadeIn FadeOut Write Transform Rectangle Triangle"""
globals().update({name: type(name, (Thing,), {"__module__": __name__}) for name in NAMES.split()})


class Scene:
    def play(self, *args, **kwargs):
        LOG.append(repr(("play", args, kwargs, config)))

    def add(self, *args):
        LOG.append(repr(("add", args, config)))

    def wait(self, *args):
        LOG.append(repr(("wait", args)))

    def setup(self):
        """Nothing: scenes override it."""

    def render(self):
        self.setup()
        self.construct()


class MovingCameraScene(Scene):
    pass


class ThreeDScene(Scene):
    pass

"""The same of words that LaTeX sets."""

from manim import *


class SplitTex(SplitMathTex):
    def __init__(self, *strings, arg_separator="", tex_environment="center", **kwargs):
        super().__init__(
            *strings, arg_separator=arg_separator, tex_environment=tex_environment, **kwargs
        )

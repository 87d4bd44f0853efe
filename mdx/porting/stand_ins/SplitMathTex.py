"""A formula in parts, split at what is isolated or coloured, and asked for by what a part holds."""

import re

from manim import *


class SplitMathTex(MathTex):
    def __init__(self, *strings, substrings_to_isolate=(), tex_to_color_map=None, **kwargs):
        colors = {self.braced(key): color for key, color in (tex_to_color_map or {}).items()}
        keys = sorted({*map(self.braced, substrings_to_isolate), *colors}, key=len, reverse=True)
        key = "(" + "|".join(map(re.escape, keys)) + ")" if keys else r"((?!))"
        braced = [re.sub(r"([_^])\s*" + key, r"\1{\2}", self.braced(str(s))) for s in strings]
        parts = [part for s in braced for part in re.split(key, s) if part.strip()]
        super().__init__(*parts, **kwargs)
        self.set_color_by_tex_to_color_map(colors)

    @staticmethod
    def braced(string):
        return re.sub(r"([_^])\s*([^\s{}\\]|\\[A-Za-z]+)", r"\1{\2}", string)

    def get_parts_by_tex(self, tex, substring=True):
        tex = self.braced(tex)
        return VGroup(
            *(
                part
                for part in self
                if tex == part.tex_string or (substring and tex in part.tex_string)
            )
        )

    def get_part_by_tex(self, tex, substring=True):
        parts = self.get_parts_by_tex(tex, substring)
        return parts[0] if len(parts) else None

    def set_color_by_tex(self, tex, color, substring=True):
        self.get_parts_by_tex(tex, substring).set_color(color)
        return self

    def set_color_by_tex_to_color_map(self, colors, substring=True):
        for tex, color in colors.items():
            self.set_color_by_tex(tex, color, substring)
        return self

    def index_of_part_by_tex(self, tex, substring=True):
        return self.submobjects.index(self.get_part_by_tex(tex, substring))

    def slice_by_tex(self, start=None, stop=None, substring=True):
        first = 0 if start is None else self.index_of_part_by_tex(start, substring)
        rest = self.submobjects[first:]
        ends = [n for n, part in enumerate(rest) if stop and n and stop in part.tex_string]
        return VGroup(*rest[: ends[0] if ends else None])

"""A text whose parts may be chosen by what they say."""

import re

from manim import *


class SelectableText(Text):
    def __getitem__(self, key):
        if isinstance(key, str):
            return self.select_parts(key)
        return super().__getitem__(key)

    def select_parts(self, key):
        squeezed = "".join(self.original_text.split())
        length = len("".join(key.split()))
        return VGroup(
            *(
                VGroup(*self.submobjects[match.start() : match.start() + length])
                for match in re.finditer(re.escape("".join(key.split())), squeezed)
            )
        )

    def select_part(self, key, index=0):
        return self.select_parts(key)[index]

    def get_parts_by_text(self, key):
        return self.select_parts(key)

    def get_part_by_text(self, key, index=0):
        return self.select_parts(key)[index]

    def set_color_by_text(self, key, color):
        self.select_parts(key).set_color(color)
        return self

    def get_parts_by_tex(self, key):
        return self.select_parts(key)

    def get_part_by_tex(self, key, index=0):
        return self.select_parts(key)[index]

    def set_color_by_tex(self, key, color):
        return self.set_color_by_text(key, color)

    def set_color_by_t2c(self, colors):
        for key, color in colors.items():
            self.select_parts(key).set_color(color)
        return self

    def set_color_by_tex_to_color_map(self, colors):
        return self.set_color_by_t2c(colors)

    def get_string(self):
        return self.original_text

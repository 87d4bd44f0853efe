"""A formula as a row of glyphs, whose parts may be chosen by the LaTeX that says them."""

import re

from manim import *


class SelectableTex(MathTex):
    def __init__(self, *strings, substrings_to_isolate=(), **kwargs):
        colors = kwargs.pop("tex_to_color_map", None) or {}
        colors = {self.braced(key): color for key, color in colors.items()}
        self.options = {"arg_separator": " "} | kwargs
        self.whole = self.options["arg_separator"].join(map(self.braced, strings))
        isolated = {self.isolated(key): color for key, color in colors.items()}
        super().__init__(self.marked(*colors), tex_to_color_map=isolated, **kwargs)
        self.submobjects = self.family_members_with_points()

    @staticmethod
    def braced(string):
        string = re.sub(r"(^|\s)\{\{", r"\1{ {", string)
        return re.sub(r"([_^])\s*([^\s{}\\]|\\[A-Za-z]+)", r"\1{\2}", string)

    @staticmethod
    def isolated(key):
        return f"{{{key}}}" if key[:1].isalpha() else key

    def marked(self, *keys):
        def mark(match):
            script, key = match.groups()
            inner = self.isolated(key) if key else match[0]
            return f"{script}{{{inner}}}" if script else inner

        key = "|".join(map(re.escape, sorted(keys, key=len, reverse=True))) or r"(?!)"
        return re.sub(rf"([_^]\s*)?({key})|\\[A-Za-z]+", mark, self.whole)

    def __getitem__(self, key):
        if isinstance(key, str):
            return self.select_parts(key)
        return super().__getitem__(key)

    def select_parts(self, key):
        key = self.braced(key)
        try:
            isolated = {"substrings_to_isolate": [self.isolated(key)]}
            marked = MathTex(self.marked(key), **self.options | isolated)
        except ValueError:
            return VGroup()
        glyphs = marked.family_members_with_points()
        places = {id(glyph): place for place, glyph in enumerate(glyphs)}
        return VGroup(
            *(
                VGroup(
                    *(
                        self.submobjects[places[id(glyph)]]
                        for glyph in marked.id_to_vgroup_dict[group].family_members_with_points()
                        if places.get(id(glyph), len(self.submobjects)) < len(self.submobjects)
                    )
                )
                for text, group in marked.matched_strings_and_ids
                if text == self.isolated(key) and group.endswith("substring")
            )
        )

    def select_part(self, key, index=0):
        return self.select_parts(key)[index]

    def get_parts_by_tex(self, key):
        return self.select_parts(key)

    def get_part_by_tex(self, key, index=0):
        return self.select_parts(key)[index]

    def set_color_by_tex(self, key, color):
        self.select_parts(key).set_color(color)
        return self

    def set_color_by_tex_to_color_map(self, colors):
        for key, color in colors.items():
            self.select_parts(key).set_color(color)
        return self

    def get_string(self):
        return self.whole

    def make_number_changeable(self, value, index=0, replace_all=False, **config):
        places = len(str(value).partition(".")[2])
        numbers = VGroup()
        for part in self.select_parts(str(value)).submobjects[0 if replace_all else index :]:
            number = DecimalNumber(float(value), num_decimal_places=places, **config)
            number.match_style(part[0]).replace(part, dim_to_match=1)
            at = self.submobjects.index(part[0])
            self.submobjects = [g for g in self.submobjects if g not in part.submobjects]
            self.submobjects.insert(at, number)
            numbers.add(number)
            if not replace_all:
                break
        return numbers if replace_all else numbers[0]

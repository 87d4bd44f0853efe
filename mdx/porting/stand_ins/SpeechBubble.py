"""A rounded bubble with a tail, for what somebody says."""

from manim import *


class SpeechBubble(VGroup):
    def __init__(
        self,
        content=None,
        direction=LEFT,
        buff=MED_SMALL_BUFF,
        fill_opacity=0.8,
        fill_color=BLACK,
        stroke_color=WHITE,
        stroke_width=3,
        width=3,
        height=2,
        **kwargs,
    ):
        content = content if content is not None else VGroup()
        body = RoundedRectangle(
            width=max(width, content.width + 2 * buff),
            height=max(height, content.height + 2 * buff),
            corner_radius=0.4,
            fill_color=fill_color,
            fill_opacity=fill_opacity,
            stroke_color=stroke_color,
            stroke_width=stroke_width,
        )
        tip = body.get_corner(DOWN + direction)
        tail = Polygon(
            tip - 1.2 * direction,
            tip - 0.6 * direction,
            tip + 0.5 * DOWN,
            fill_color=fill_color,
            fill_opacity=fill_opacity,
            stroke_color=stroke_color,
            stroke_width=stroke_width,
        )
        self.body, self.content = body, content.move_to(body)
        super().__init__(tail, body, content, **kwargs)

    def pin_to(self, mobject):
        return self.next_to(mobject, UP + RIGHT, buff=0)

    def add_content(self, mobject):
        self.remove(self.content)
        self.content = mobject.move_to(self.body)
        return self.add(mobject)

    def position_mobject_inside(self, mobject):
        mobject.scale_to_fit_width(min(mobject.width, self.body.width - MED_SMALL_BUFF))
        return mobject.move_to(self.body)

    def write(self, *text):
        return self.add_content(Tex(*text))

    def clear(self):
        return self.add_content(VGroup())

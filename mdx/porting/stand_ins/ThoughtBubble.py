"""A bubble with small ones below it, for what somebody thinks."""

from manim import *


class ThoughtBubble(SpeechBubble):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tail = VGroup(Circle(0.2), Circle(0.12)).match_style(self.body)
        self[0].become(tail.arrange(DOWN, buff=0.1).next_to(self.body, DOWN, buff=0.1))

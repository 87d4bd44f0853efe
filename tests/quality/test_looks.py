"""What is told of how scenes look: measures of boxes and colours, and the codes made of them."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import HEAD, linux, render

from mdx.quality import looks
from mdx.quality.looks import Measure
from mdx.quality.sandbox import measures, stage
from mdx.quality.sandbox.film import KEYS_MAX, Film
from mdx.quality.sandbox.stage import Frame, Unit

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

FRAME = Frame(7, 4, (0.0, 0.0, 0.0))
WHITE, BLACK, YELLOW = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (1.0, 1.0, 0.0)


def unit(*boxes, text=True, colour=WHITE, opacity=1.0, endless=False) -> Unit:
    """A text of these signs, or a filled rectangle."""
    rows = np.array(boxes, dtype=float)
    left, bottom, right, top = *rows[:, :2].min(axis=0), *rows[:, 2:].max(axis=0)
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    outline = np.empty((0, 2)) if text else np.array(corners)
    box = (float(left), float(bottom), float(right), float(top))
    return Unit(id(rows), "Text", text, endless, rows, box, outline, (colour,), opacity, 20.0)


OFF_SCREEN = [
    ("within", unit((-1, -1, 1, 1)), 0),
    ("half out to the right", unit((6, 0, 8, 1)), 0.5),
    ("half out below", unit((0, -5, 1, -3), text=False), 0.5),
    ("out at a corner", unit((6, 3, 8, 5)), 0.75),
    ("all out", unit((8, 0, 9, 1)), 1),
    ("a ground larger than the frame", unit((-9, -5, 9, 5), text=False), 0),
    ("a text wider than the frame", unit((-14, 0, 14, 1)), 0.5),
    ("an axis", unit((6, 0, 8, 1), text=False, endless=True), 0),
    ("a level line without height", unit((6, 0, 8, 0), text=False), 0.5),
]


@pytest.mark.parametrize(("name", "one", "share"), OFF_SCREEN, ids=[row[0] for row in OFF_SCREEN])
def test_the_share_off_screen(name, one, share):
    assert measures.off_screen(one, FRAME) == pytest.approx(share)


A, B = unit((0, 0, 1, 1), (1, 0, 2, 1)), unit((1, 0, 2, 1), (3, 0, 4, 1), (4, 0, 5, 1))
OVERLAPS = [
    ("apart", [A, unit((5, 5, 6, 6))], 0),
    ("side by side", [A, unit((2, 0, 3, 1))], 0),
    ("one sign of two", [A, B], 0.5),
    ("a gap between words is no sign", [unit((0, 0, 1, 1), (3, 0, 4, 1)), unit((1, 0, 3, 1))], 0),
    ("the same text twice", [A, unit((0, 0, 1, 1), (1, 0, 2, 1.01))], 0),
    ("a shape is no text", [A, unit((0, 0, 2, 1), text=False)], 0),
    ("something solid between", [A, unit((-1, -1, 9, 9), text=False), B], 0),
    ("something thin between", [A, unit((-1, -1, 9, 9), text=False, opacity=0.2), B], 0.5),
    ("something solid below", [unit((-1, -1, 9, 9), text=False), A, B], 0.5),
]


@pytest.mark.parametrize(("name", "drawn", "share"), OVERLAPS, ids=[row[0] for row in OVERLAPS])
def test_the_share_of_signs_under_another_text(name, drawn, share):
    worst = max((share for share, _ in measures.overlaps(drawn)), default=0)
    assert worst == pytest.approx(share)


CONTRASTS = [
    ("white on black", [A], 21),
    ("black on black", [unit((0, 0, 2, 1), colour=BLACK)], 1),
    ("white on a yellow ground", [unit((-1, -1, 9, 9), text=False, colour=YELLOW), A], 1.07),
    ("beside the ground", [unit((3, 0, 9, 9), text=False, colour=YELLOW), A], 21),
    ("a ground drawn later", [A, unit((-1, -1, 9, 9), text=False, colour=WHITE)], 21),
    ("half of white", [unit((0, 0, 2, 1), opacity=0.5)], 5.28),
]


@pytest.mark.parametrize(("name", "drawn", "ratio"), CONTRASTS, ids=[row[0] for row in CONTRASTS])
def test_the_contrast_of_a_text_with_its_ground(name, drawn, ratio):
    place = next(number for number, one in enumerate(drawn) if one.is_text)
    assert measures.contrast(drawn, place, FRAME) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("name", "value", "issue"),
    [
        ("off_screen", 0.5, "off-screen:Text"), ("off_screen", 0.01, ""),
        ("overlap", 0.5, "text-overlap:Text"), ("text_pixels", 5, "small-text:Text"),
        ("text_pixels", 20, ""), ("contrast", 1.1, "low-contrast:Text"), ("contrast", 9, ""),
        ("shown", 0, "empty-film:Text"), ("motion", 0, "nothing-moves:Text"), ("motion", 1, ""),
        ("seconds", 0, ""),
    ],
)  # fmt: skip
def test_a_measure_beyond_its_limit_is_an_issue(name, value, issue):
    assert looks.issues({name: Measure(value, "Text")}) == issue


def test_what_was_not_there_to_be_measured_is_no_issue():
    assert looks.issues({}) == ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*looks.LIMITS, "other"]), anything) | anything)
def test_whatever_a_sandbox_tells_is_measures_or_left_out(told):
    for name, measure in looks.checked(told).items():
        assert name in looks.LIMITS
        assert measure.value == measure.value
        assert measure.subject == "" or measure.subject.isidentifier()


class Camera:
    """A camera whose pictures are of one grey."""

    pixel_height, pixel_width = 4, 4
    background = np.zeros((4, 4, 4), np.uint8)
    grey = 0

    @property
    def pixel_array(self):
        return np.full((4, 4, 4), self.grey, np.uint8)

    def reset_pixel_shape(self, high, wide):
        self.pixel_height, self.pixel_width = high, wide

    def get_image(self):
        return self.grey


def filmed(*greys: int) -> Film:
    """A film that comes to rest in pictures of these greys."""
    renderer = SimpleNamespace(time=2.0, static_image=None, update_frame=lambda scene: None)
    renderer.play = lambda grey: setattr(camera, "grey", grey)
    renderer.add_frame = lambda frame, num_frames=1: None
    camera = Camera()
    scene = SimpleNamespace(camera=camera, renderer=renderer)
    film = Film(None, True)
    film.follow(scene)
    for grey in greys:
        renderer.play(grey)
        renderer.add_frame(camera.pixel_array)
    film.end(scene)
    assert (camera.pixel_height, camera.pixel_width) == (4, 4), "as it was"
    return film


def test_key_frames_are_few_and_different():
    pictures = filmed(*range(0, 250, 5), 7, 7, 8).pictures()
    assert len(pictures) == KEYS_MAX
    assert len(set(pictures)) == KEYS_MAX
    assert filmed(9, 9, 9).pictures() == [9]


def test_the_fullest_frame_is_the_frame_also_where_a_film_ends_in_black():
    film = filmed(0, 200, 0)
    assert film.pictures()[film.fullest()] == 200


def test_what_moves_and_what_is_shown():
    assert filmed(9, 99).measured()["motion"] == (1.0, "")
    assert filmed(9, 9).measured()["motion"] == (0.0, "")
    assert filmed(0, 0).measured()["shown"] == (0.0, "")
    assert filmed(0, 9, 0).measured()["shown"] == (1.0, "")
    assert filmed(9).measured()["seconds"] == (2.0, "")


def test_what_leaves_the_frame_in_its_first_play_was_seen_in_it(monkeypatch):
    def off_screen(before: float) -> float:
        places = iter([before, 8, 8])
        monkeypatch.setattr(stage, "frame_of", lambda camera: FRAME)
        monkeypatch.setattr(stage, "units", lambda manim, scene: [one_at(next(places))])
        film = Film(None, False)
        renderer = SimpleNamespace(static_image=None, update_frame=lambda scene: None)
        renderer.play = renderer.add_frame = lambda *given: None
        scene = SimpleNamespace(camera=Camera(), renderer=renderer, mobjects=[film])
        film.follow(scene)
        renderer.play()
        return film.measured().get("off_screen", (0.0, ""))[0]

    def one_at(x: float) -> Unit:
        return unit((x, 0, x + 1, 1), text=False)._replace(key=1)

    assert off_screen(before=0) == 0
    assert off_screen(before=8) == 1


@linux
def test_rules_on_looks_drop_by_their_measure_and_need_renders(render, mdx):
    told, done = render(HEAD + "pass", flags=("--min-shown", "0.5"))
    assert told == []
    assert b"1 dropped (1 shown)" in done.stderr
    assert render(HEAD + "pass", flags=("--min-contrast", "20"))[0], "no text has no contrast"
    done = mdx("filter", "--moves")
    assert done.returncode == 2
    assert b"the rule moves needs --renders" in done.stderr

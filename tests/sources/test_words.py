"""Words and licences that lie beside scenes."""

import pytest
from growth import assert_linear

from mdx.sources import licence
from mdx.sources.formats import script, video

SAID = "Has it rained, or does a tree only think that it has?"
OTHER = "It has rained, and the tree is right to think that it has."
SCRIPT = script.sections(
    f"# The film\n\n## Scene 04: Rain\n\n{SAID}\n\n"
    f"```python\n# Scene 5\n```\n\n## Scene 5\n\n{OTHER}\n"
)


@pytest.mark.parametrize(
    ("path", "scene", "said"),
    [
        ("scene_04_rain.py", "Rain", SAID),
        ("scenes/scene5.py", "Tree", OTHER),
        ("04_rain.py", "Tree", SAID),
        ("all.py", "Scene04", SAID),
        ("all.py", "Scene5Tree", OTHER),
        ("scene_06.py", "Tree", ""),
    ],
)
def test_the_section_with_the_number_of_a_scene_is_spoken_over_it(path, scene, said):
    found = script.spoken(SCRIPT, path, scene)
    assert found.partition("\n")[0] == said


def test_a_section_is_found_by_the_name_of_the_scene():
    sections = [("The Rain Dance", SAID), ("Part 2", OTHER)]
    assert script.spoken(sections, "a.py", "RainDance") == SAID


@pytest.mark.parametrize(
    ("name", "is_script"),
    [("narration.md", True), ("a/video_script.md", True), ("narration_final.md", True),
     ("Voiceover.md", True), ("description.md", False), ("typescript.md", False),
     ("script.py", False)],
)  # fmt: skip
def test_scripts_are_known_by_their_names(name, is_script):
    assert script.is_script(name) is is_script


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("# YouTube Video: https://youtu.be/abcdefghijk\n", "https://youtu.be/abcdefghijk"),
        ('"""\nWatch the video here: https://www.youtube.com/watch?v=abc\n"""\n',
         "https://www.youtube.com/watch?v=abc"),
        ("# Inspired by this video: https://youtu.be/abcdefghijk\n", ""),
        ("# Video by 3b1b: https://youtu.be/abcdefghijk\n", ""),
        ("# Video: https://youtu.be/a\n# Video: https://youtu.be/b\n", ""),
        ("import x\n# Video: https://youtu.be/a\n", ""),
        ("# Video: https://example.org/a\n", ""),
    ],
)  # fmt: skip
def test_a_file_says_its_own_video_and_no_others(head, url):
    assert video.own(head + "from manim import *\n") == url


@pytest.mark.parametrize(
    ("readme", "spdx"),
    [
        ("# A\n\n## License\n\nThis is under the MIT License.\n", "MIT"),
        ("# A\n\nLicense: Apache 2.0\n", "Apache-2.0"),
        ("## Licence\n\nCC BY-NC-SA 4.0, for all videos\n", "CC-BY-NC-SA-4.0"),
        ("![](https://img.shields.io/badge/license-MIT-blue)\n", "MIT"),
        ("Manim is under the MIT license.\n", ""),
        ("## License\n\nAsk me first.\n", ""),
        ("## License\n\nMIT\n\n## License of the pictures\n\nCC BY 4.0\n", ""),
    ],
)
def test_a_readme_states_its_licence(readme, spdx):
    assert licence.stated(readme) == spdx


@pytest.mark.parametrize(
    ("metadata", "spdx"),
    [("License-Expression: MIT\n", "MIT"), ("License: MIT License\n", "MIT"), ("License: x\n", ""),
     ("Name: a\n\nLicense: MIT\n", "")],
)  # fmt: skip
def test_a_package_declares_its_licence(metadata, spdx):
    assert licence.declared(metadata) == spdx


@pytest.mark.parametrize(
    ("read", "make"),
    [
        (video.own, lambda n: "# " + "the " * n),
        (video.own, lambda n: "# video " + " " * n),
        (licence.stated, lambda n: "# license " * n),
        (licence.stated, lambda n: "\n" + " " * n),
        (licence.declared, lambda n: "License: " + "MI" * n),
        (script.sections, lambda n: "## a\n" * n),
    ],
)
def test_hostile_words_are_read_in_linear_time(read, make):
    assert_linear(read, make)

"""The colours that Manim has constants for, by the names that people use for them.

A constant is a hue with or without a shade: BLUE_A is the lightest, BLUE_E the darkest, BLUE_C is
BLUE. Some have a name of their own.
"""

HUES = frozenset(
    "white black cyan magenta brown red green blue yellow orange pink purple teal gold maroon "
    "grey".split()
)
SHADES = {"": "", "A": "light ", "B": "light ", "C": "", "D": "dark ", "E": "dark "}
OTHERS = {
    "LIGHTER_GREY": "light grey", "DARKER_GREY": "dark grey", "GREY_BROWN": "grey-brown",
    "LIGHT_PINK": "light pink", "LIGHT_BROWN": "light brown", "LIGHT_GREY": "light grey",
    "DARK_GREY": "dark grey", "DARK_BROWN": "dark brown", "DARK_BLUE": "dark blue",
}  # fmt: skip


def in_words(constant: str) -> str:
    """What people call the colour of this constant; "" if it is none."""
    name = constant.replace("GRAY", "GREY").removeprefix("PURE_").removeprefix("LOGO_")
    if name in OTHERS:
        return OTHERS[name]
    hue, _, shade = name.partition("_")
    is_known = hue.lower() in HUES and hue.isupper() and shade in SHADES
    return SHADES[shade] + hue.lower() if is_known else ""

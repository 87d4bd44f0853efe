"""What the codes of a port mean, for people."""

KINDS = {
    "name": "{} has another name, or is said with an expression",
    "form": "the call of {} has another form",
    "method": "the method {} has another name, or is a property",
    "attribute": "the attribute {} has another name, or is said with an expression",
    "gone": "{} has nothing to do in ManimCE and was taken out",
    "keyword": "the argument {} has another name, or says nothing in ManimCE",
    "at-once": "what an animation led to is done at once",
    "place": "the argument {} stands in another place and is given by name",
    "dropped": "the argument {} was taken out, for ManimCE does not know it",
    "stand-in": "{} is defined on top of the code, for ManimCE has no equal of it",
    "latex": "LaTeX knows {}, as it did by default",
    "config": "the dictionary CONFIG became parameters and attributes of the class",
    "import": "imports are those of ManimCE",
    "play-method": "a method that is played became .animate",
    "camera-frame": "the camera's frame is that of a scene which has one",
    "updater": "an updater is called as soon as it is added",
    "size": "{} has the size and colour that it had by default",
    "array": "{} takes or gives an array of another shape",
    "glyphs": "the glyphs of a formula are those of its one part",
    "play-nothing": "a play without animations was taken out",
    "unknown-name": "nothing defines {}",
    "no-port": "nothing was ported",
    "without": "done without {}, as asked for",
}


def says(code: str) -> str:
    """One line for a code such as `name:ShowCreation`."""
    kind, _, about = code.partition(":")
    return KINDS.get(kind, f"mdx-filter finds {kind} in {{}}").format(about or kind)

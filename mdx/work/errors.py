"""The error that every room may raise and the shell turns into status 2."""


class CannotRun(Exception):
    """What keeps a command from running or going on; its message is for the user."""

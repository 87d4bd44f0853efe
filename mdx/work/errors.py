"""The error that any room may raise and that the shell turns into status 2."""


class CannotRun(Exception):
    """Why a command cannot run or continue; the message is for the user."""

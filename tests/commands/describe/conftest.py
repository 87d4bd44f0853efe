"""Fixtures for all that goes through mdx-describe."""

from describing import describe, env, server, start, waits

__all__ = ["describe", "env", "server", "start", "waits"]

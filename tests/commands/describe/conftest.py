"""Fixtures for all that goes through mdx-describe."""

from batch_server import api
from describing import describe, env, server, start, waits

__all__ = ["api", "describe", "env", "server", "start", "waits"]

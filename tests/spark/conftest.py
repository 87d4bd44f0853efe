"""Fixtures for what runs on a cluster."""

from describing import env, server
from spark_cluster import cluster

__all__ = ["cluster", "env", "server"]

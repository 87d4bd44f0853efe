"""Answers that are ordered in batches, for half the price."""

"""One file for each way to ask a model."""

"""Cache, whole-or-nothing files, processes, requests in flight."""

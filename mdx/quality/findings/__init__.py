"""What can be said against a scene's code: one family of findings a file, read from Evidence.

To add a family, add a file here with PLACE and `find(evidence, release)`, as score.Family has
them, and the weights of its findings to weights.json.
"""

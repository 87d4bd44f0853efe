"""What can be said against a scene: one subject a file, each from Evidence to Findings."""

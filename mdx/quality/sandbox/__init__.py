"""Runs strangers' scenes, each in a process that can reach and harm nothing."""

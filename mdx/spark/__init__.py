"""Pipelines of mdx commands on Apache Spark, for corpora too large for one machine."""

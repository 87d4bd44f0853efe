"""Pipelines of mdx commands on Apache Spark, for corpora that one machine does not hold."""

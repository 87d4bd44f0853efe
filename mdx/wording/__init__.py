"""What descriptions are made of, and other ways to say the same; knows no records and no code.

`request` takes the beginning of a description apart, `variations` puts it together anew with the
templates of templates.toml, `faithful` tells what a paraphrase lost. To add a wording, add a line
to templates.toml.
"""

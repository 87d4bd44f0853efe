"""Start-up: what a stage costs before its first record."""

from harness import ROOT, Bench, Side, mdx, python


def run(bench: Bench) -> None:
    bare = python("-c", "import orjson, argparse")
    tools = sorted(path.name.removeprefix("mdx-") for path in (ROOT / "bin").glob("mdx-*"))
    tools = [tool for tool in tools if (ROOT / "mdx" / f"{tool}.py").exists()]
    goal = {"ratio": 1.5}
    for title, arguments in (("start-up: --version", ["--version"]), ("start-up: no input", [])):
        sides = [Side(f"mdx-{tool}", mdx(tool, *arguments), at_most=goal) for tool in tools]
        bench.compare(title, Side("import orjson, argparse", bare), *sides)

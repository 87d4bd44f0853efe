"""Lists the commands there are, which are the modules beside this one: `python -m mdx`."""

from importlib import import_module
from pkgutil import iter_modules

import mdx


def commands() -> dict[str, str]:
    """The name of each command, and in one line what it does."""
    names = [module.name for module in iter_modules(mdx.__path__) if not module.ispkg]
    tools = {name: import_module(f"mdx.{name}") for name in names if not name.startswith("_")}
    return {f"mdx-{name}": (tool.__doc__ or "").partition("\n")[0] for name, tool in tools.items()}


def main() -> None:
    one_liners = commands()
    for name, line in sorted(one_liners.items()):
        print(f"{name:<{max(map(len, one_liners))}}  {line}")


if __name__ == "__main__":
    main()

"""Lists the commands, which are the modules beside this one: `python -m mdx`."""

import argparse
import signal

from mdx.shell import command


def commands() -> dict[str, str]:
    """The name of each command, with one line about what it does."""
    return {
        command.command_name(tool): (tool.__doc__ or "").partition("\n")[0]
        for tool in command.tools()
    }


def main() -> None:
    argparse.ArgumentParser("python -m mdx", description="Lists the commands of mdx.").parse_args()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it silently
    summaries = commands()
    for name, line in summaries.items():
        print(f"{name:<{max(map(len, summaries))}}  {line}")


if __name__ == "__main__":
    main()

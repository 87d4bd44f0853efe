"""Any program as a model: the prompt on its standard input, the answer on its standard output.

--llm 'cmd:llm -m x' or --llm 'cmd:claude -p'. The command is split as a shell would, and run
without one, so signs of a shell are refused; a status other than 0 is a failure worth trying again.
Answers are cached by the command line alone, even if another program takes its name.
"""

import asyncio
import os
import re
import shlex
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from mdx.llm import Again, Answer, Options, Question, Stop, Unreadable

SAID_MAX = 200


def _shell_sign(command: str) -> str:
    """The first part of a command line that only a shell understands, such as a pipe, or ""."""
    parts = shlex.shlex(command, posix=True, punctuation_chars=True)
    parts.whitespace_split, parts.commenters = True, ""
    if sign := next((part for part in parts if set(part) <= set("|&;<>()")), ""):
        return sign
    return "`" if "`" in re.sub("'[^']*'", "", command) else ""


def _quoted(text: str) -> str:
    """The text as one word of a shell, in double quotes if they suffice."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


class Backend:
    secret = ""

    def __init__(self, options: Options):
        try:
            self.command = shlex.split(options.model)
        except ValueError as error:
            raise Stop(f"--llm {options.name}: {error}") from None
        if sign := _shell_sign(options.model):
            hint = f"--llm {_quoted(f'{options.name}:sh -c {shlex.quote(options.model)}')}"
            raise Stop(f"--llm {options.name}: no shell runs it, and {sign} is one's; say {hint}")
        if not self.command:
            raise Stop(f"--llm {options.name} needs a program, as in --llm 'cmd:claude -p'")
        self.address = f"cmd:{options.model}"
        self.timeout_s = options.timeout_s
        self.max_tokens = options.max_tokens
        self.has_worked = False
        self.threads = ThreadPoolExecutor(options.jobs)  # none is started before it is used

    def request(self, question: Question) -> dict[str, Any]:
        parts = [question.system]
        for asked, answered in question.examples:
            parts.append(f"An example of what you are given:\n\n{asked}")
            parts.append(f"A good answer to it:\n\n{answered}")
        if question.examples:
            parts.append("Now it is your turn:")
        return {"stdin": "\n\n".join(filter(None, [*parts, question.text])) + "\n"}

    def ready(self) -> None:
        if shutil.which(self.command[0]) is None:
            raise Stop(f"--llm: there is no program {self.command[0]!r}")

    async def ask(self, request: dict[str, Any]) -> Answer:
        # Not asyncio's subprocesses: cancelled ones leave complaints of its watcher on stderr.
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            self.command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
        )
        talk = partial(process.communicate, request["stdin"].encode(), self.timeout_s)
        try:
            out, said = await asyncio.get_running_loop().run_in_executor(self.threads, talk)
        except subprocess.TimeoutExpired:
            reason = f"no answer within {self.timeout_s:g} s (--timeout)"
            raise Again(reason, billed=True) from None
        finally:
            if process.poll() is None:  # with what it started itself, which holds the pipes
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            last = said.decode(errors="replace").strip().rpartition("\n")[2][:SAID_MAX]
            reason = f"{self.command[0]}: status {process.returncode}: {last}"
            # One that has never worked will not with the next try either.
            raise Again(reason, billed=True, tries=0 if self.has_worked else 1)
        self.has_worked = True
        try:
            return Answer(out.decode())
        except UnicodeDecodeError:
            raise Unreadable(f"{self.command[0]}: its answer is not UTF-8") from None

    async def close(self) -> None:
        self.threads.shutdown(wait=False)

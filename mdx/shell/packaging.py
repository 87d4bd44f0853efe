"""Man pages and completions, which are made when a wheel is built (setup.cfg names the class)."""

import os
import subprocess
import sys

from setuptools.command.build_py import build_py


class BuildWithManual(build_py):  # type: ignore[misc] # setuptools is not typed
    """Adds the output of mdx.shell.manual to the data files of the wheel."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        manual = os.path.join(self.get_finalized_command("build").build_temp, "manual")
        scripts = self.distribution.entry_points["console_scripts"]
        commands = [script.partition("=")[0].strip() for script in scripts]
        subprocess.run([sys.executable, "-m", "mdx.shell.manual", manual, *commands], check=True)
        data = self.distribution.data_files = list(self.distribution.data_files or [])
        for folder, _, names in sorted(os.walk(manual)):
            if names:
                paths = [os.path.join(folder, name) for name in sorted(names)]
                data.append((os.path.relpath(folder, manual), paths))

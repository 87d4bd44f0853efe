"""What building a wheel does besides copying: man pages and completions (named in setup.cfg)."""

import os
import subprocess
import sys

from setuptools.command.build_py import build_py


class BuildWithManual(build_py):  # type: ignore[misc] # setuptools is not typed
    """Adds what mdx.manual writes to the wheel's data files, which pip puts below the prefix."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        made = os.path.join(self.get_finalized_command("build").build_temp, "manual")
        scripts = self.distribution.entry_points["console_scripts"]
        commands = [script.partition("=")[0].strip() for script in scripts]
        subprocess.run([sys.executable, "-m", "mdx.shell.manual", made, *commands], check=True)
        data = self.distribution.data_files = list(self.distribution.data_files or [])
        for folder, _, names in sorted(os.walk(made)):
            if names:
                paths = [os.path.join(folder, name) for name in sorted(names)]
                data.append((os.path.relpath(folder, made), paths))

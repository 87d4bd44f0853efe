"""The sandbox as a process of its own: `python -P __main__.py SECONDS [bare]`.

mdx.quality.render starts it, writes requests and reads answers, a JSON object a line:

    mdx-filter -> keeper -> zygote -> warden -> scene

The keeper (this file) leaves the network, the file system and the processes of the system
(walls.py) and waits. The zygote, process 1 inside, builds the little it sees (view.py), imports
manim once, and answers (zygote.py). For every scene it forks a warden, which makes one more ring of
walls around the scene, again a process 1 (walls.py, calls.py, scene.py). When the keeper's
standard input ends the zygote goes, and the kernel with it ends whatever is left inside.

With "bare" there are no rings: what the scene may use is limited, and nothing else.
"""

import os
import sys

if __name__ == "__main__":
    root = os.path.abspath(__file__).rsplit(os.sep, 4)[0]
    sys.path.insert(0, root)  # -P leaves it out; and scenes shall not find our neighbours
    from mdx.quality.sandbox import zygote

    sys.path.remove(root)
    sys.exit(zygote.keep(float(sys.argv[1]), walled="bare" not in sys.argv))

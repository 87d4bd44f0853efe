"""Scenes that try to get out, and what is told of each when it could not.

An attack that is held raises Held; one that is not fails an assertion or leaves a mark. VICTIM is a
folder that the user may write to, with a file "kept" and a socket "door"; HOME the user's; PORT one
of this machine; NAME an abstract socket; PID a process of the same user; SPACES the namespaces of
the machine, by name, WORKER the user namespace of the zygote.
"""

BEFORE = """
import ctypes, os, platform
class Held(Exception): pass
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
def refused(*results):
    assert all(result == -1 for result in results), results
def call(x86_64, aarch64, *arguments):
    return libc.syscall(aarch64 if arm else x86_64, *arguments, 0, 0, 0)
def closed(path, how="r"):
    try: open(path, how)
    except OSError: return
    raise AssertionError(path)
"""
ANSWER = """
import sys, json, os
frame = sys._getframe()
while "word" not in frame.f_locals: frame = frame.f_back
word, writer = frame.f_locals["word"], frame.f_locals["writer"]
def answer(head, pixels=b""):
    os.write(writer, json.dumps({"word": word} | head).encode() + b"\\n" + pixels)
    os._exit(0)
"""
MALFORMED = "Crash: the process said what no renderer says"

# Each does something and is then to raise Held.
HELD = {
    # files
    "writes the user's files": "closed('VICTIM/kept', 'a')",
    "reads the user's files": "closed('VICTIM/kept')",
    "writes to .bashrc": "closed('HOME/.bashrc', 'a')",
    "reads shadow": "closed('/etc/shadow')",
    "reads the passwords through /proc/1/root": "closed('/proc/1/root/etc/shadow')",
    "takes the mounts off": "refused(*[libc.umount2(p, 2) for p in (b'/proc', b'/scene', b'/')])",
    "makes the root writable": "refused(libc.mount(b'none', b'/', None, 32 | 4096, None))",
    "mounts a disk": "refused(libc.mount(b'tmpfs', b'/scene', b'tmpfs', 0, None))",
    "mounts by the new calls": "refused(*[call(n, n, -100, b'/', 1) for n in (428, 429, 430)])",
    "takes read-only off": "a = (ctypes.c_uint64 * 4)(0, 1, 0, 0)\n"
    "refused(libc.syscall(442, -100, b'/usr', 0x8000, a, 32))",
    "writes into the software": "[closed(p, 'a') for p in (os.__file__, '/usr/x', '/etc/x', '/x')]",
    "changes its root": "refused(libc.chroot(b'/'), libc.pivot_root(b'/', b'/'))",
    "opens a file by its handle": "b = ctypes.create_string_buffer(200); b[0] = 128\n"
    "refused(libc.name_to_handle_at(-100, b'/', b, b, 0), libc.open_by_handle_at(3, b, 0))",
    "looks for disks": "closed('/dev/vda'); closed('/dev/sda'); closed('/dev/mem')\n"
    "assert sorted(os.listdir('/dev')) == "
    "'fd full null random shm stderr stdin stdout urandom zero'.split()",
    "makes a disk": "import stat\ntry: os.mknod('disk', 0o600 | stat.S_IFBLK, os.makedev(254, 0))\n"
    "except PermissionError: pass\nelse: raise AssertionError",
    "links a file of the user's": "try: os.link('VICTIM/kept', 'a')\nexcept OSError: pass\n"
    "else: raise AssertionError",
    "speaks to the terminal": "closed('/dev/tty'); closed('/dev/console'); closed('/dev/pts/0')",
    "runs what it wrote where it may not": "[closed(p + '/a', 'w') for p in ('/proc', '/dev')]",
    "follows a link out": "os.symlink('VICTIM', 'a'); closed('a/kept'); closed('a/new', 'w')",
    "looks at the folders of people": "import sys\n"
    "software = {os.path.realpath(p).split('/')[1] for p in (sys.prefix, sys.base_prefix)}\n"
    "assert not ({'home', 'run', 'sys', 'boot', 'opt', 'mnt'} - software) & set(os.listdir('/'))",
    # rights
    "has rights": "told = open('/proc/self/status').read()\nimport re\n"
    "assert set(re.findall(r'Cap\\w+:\\t(\\w+)', told)) == {'0' * 16}, told\n"
    "assert 'NoNewPrivs:\\t1' in told and 'Seccomp:\\t2' in told",
    "makes namespaces": "refused(*[libc.unshare(f) for f in (1 << 28, 1 << 17, 1 << 29, 1 << 30)])",
    "clones into a namespace": "refused(*[call(56, 220, f | 17) for f in (1 << 28, 1 << 17)])",
    "clones by the new call": "refused(call(435, 435, (ctypes.c_uint64 * 11)(1 << 28), 88))",
    "joins a namespace": "refused(libc.setns(os.open('/proc/self/ns/user', 0), 0))",
    "becomes root": "for name in ('setuid', 'setgid'):\n"
    "    try: getattr(os, name)(0)\n    except OSError: pass\n"
    "    else: raise AssertionError(name)",
    "runs a set-user-id program": "import subprocess\ntry: p = subprocess.run(['su', '-c', 'id'],"
    " stdin=-3, capture_output=True, text=True)\nexcept OSError: pass\n"
    "else: assert 'uid=0' not in p.stdout",
    "raises its limits": "import resource as r\nfor n in (r.RLIMIT_AS, r.RLIMIT_NPROC):\n"
    "    try: r.setrlimit(n, (-1, -1))\n    except ValueError: pass\n"
    "    else: raise AssertionError",
    # the kernel
    "traces": "refused(libc.ptrace(16, 1, 0, 0), libc.ptrace(0, 0, 0, 0))",
    "reads another's memory": "refused(libc.process_vm_readv(1, None, 0, None, 0, 0))",
    "takes keys": "refused(call(250, 219, 0, -3, 1), call(248, 217, b'user', b'a', b'b', 1, -3))",
    "loads a program into the kernel": "refused(call(321, 280, 0, (ctypes.c_uint64 * 8)(), 64))",
    "handles page faults": "refused(call(323, 282, 1))",
    "makes a ring of input and output": "refused(call(425, 425, 1, (ctypes.c_uint64 * 20)()))",
    "watches the processor": "refused(call(298, 241, (ctypes.c_uint64 * 16)(), 0, -1, -1))",
    "loads a module or a kernel": "refused(call(313, 273, 0, b'', 0), call(246, 104, 0, 0, 0))",
    "calls what is newer than we": "refused(*[libc.syscall(n, 0, 0, 0) for n in range(449, 600)])",
    "turns the clock": "t = (ctypes.c_long * 26)(0, 1); t[0] = 0x8002\n"
    "refused(libc.settimeofday(t, None), libc.clock_settime(0, t), call(159, 171, t))",
    "names the machine": "refused(libc.sethostname(b'a', 1), libc.setdomainname(b'a', 1))",
    "reads the kernel's log": "b = ctypes.create_string_buffer(99)\n"
    "refused(call(103, 116, 3, b, 99), call(103, 116, 2, b, 99)); closed('/dev/kmsg')",
    "keeps the books, and swaps": "refused(libc.acct(b'/scene/a'), libc.swapon(b'/scene/a', 0))",
    "sends the machine to sleep": "refused(libc.reboot(0))",
    "watches the user's files": "refused(libc.inotify_add_watch(libc.inotify_init(), b'VICTIM', 2),"
    " call(300, 262, 0, 0))",
    "leaves a queue of messages": "refused(libc.mq_open(b'/a', 0o102, 0o600, None))",
    "goes before all others": "refused(libc.setpriority(0, 0, -20), call(251, 30, 1, 0, 1 << 13),"
    " libc.sched_setscheduler(0, 1, (ctypes.c_int * 1)(1)))",
    "talks to the ports of the processor": "if not arm:\n"
    "    refused(libc.iopl(3), libc.ioperm(128, 1, 1))",
    "is another user to itself": "for name in ('uid_map', 'gid_map', 'setgroups'):\n"
    "    try:\n        with open('/proc/self/' + name, 'w') as f: f.write('0 0 1')\n"
    "    except OSError: continue\n    raise AssertionError(name)",
    "turns the kernel's knobs": "[closed('/proc/' + p, 'w') for p in ('sysrq-trigger', "
    "'sys/kernel/core_pattern', 'sys/fs/binfmt_misc/register', 'sys/kernel/modprobe')]",
    "reads the kernel's memory": "[closed('/proc/' + p) for p in ('kcore', 'kallsyms', 'keys')]",
    "is spared when memory runs out": "closed('/proc/self/oom_score_adj', 'w')",
    # single walls, each looked at from inside
    "finds the old root": "assert '.old' not in os.listdir('/')",
    "has other limits": "import resource as r\n"
    "assert [r.getrlimit(n) for n in (r.RLIMIT_AS, r.RLIMIT_FSIZE, r.RLIMIT_CORE, r.RLIMIT_NPROC,"
    " r.RLIMIT_NOFILE, r.RLIMIT_MSGQUEUE)]"
    " == [(n, n) for n in (4 << 30, 256 << 20, 0, 64, 256, 0)]",
    "has other room": "room = os.statvfs('/scene')\n"
    "assert (room.f_blocks * room.f_frsize, room.f_files) == (512 << 20, 1 << 16)",
    "has ways to gain rights": "assert libc.prctl(27, 0, 0, 0, 0) == 0b101111 and os.getuid()\n"
    "assert open('/proc/self/setgroups').read() == 'deny\\n'",
    "outlives its warden": "told = ctypes.c_int()\n"
    "assert libc.prctl(2, ctypes.byref(told), 0, 0, 0) == 0 and told.value == 9",
    "is not the first to go": "assert open('/proc/self/oom_score_adj').read() == '1000\\n'",
    "is in a session of others": "assert os.getsid(0) == os.getpid() == 1",
    "learns the name of the machine": "assert os.uname()[1] == 'sandbox'",
    "keeps the environment": "assert set(os.environ) - {'LANG', 'LC_ALL'} == "
    "{'PATH', 'HO' 'ME', 'TMPDIR', 'PYTHONDONTWRITEBYTECODE'}",
    "finds mounts that allow more": "told = open('/proc/self/mountinfo').read().splitlines()\n"
    "lines = [line.split() for line in told]\n"
    "seen = {line[4]: set(line[5].split(',')) for line in lines}\n"
    "for place, how in seen.items():\n"
    "    if not place.startswith('/dev/'):\n"
    "        assert how >= {'nosuid', 'nodev'} and (place == '/scene' or 'ro' in how), place\n"
    "assert 'noexec' in seen['/proc']",
    "shares a namespace": "own = {n: os.readlink('/proc/self/ns/' + n) for n in SPACES}\n"
    "assert not set(own.items()) & set(SPACES.items()), own",
    "shares its worker's namespace": "assert os.readlink('/proc/self/ns/user') != 'WORKER'",
    # other processes
    "kills a process of the user": "try: os.kill(PID, 9)\nexcept ProcessLookupError: pass\n"
    "else: raise AssertionError",
    "kills all it can": "try: os.kill(-1, 9)\nexcept ProcessLookupError: pass",
    "kills its warden": "assert os.getppid() == 0\nos.kill(os.getppid(), 15 - 15)",
    "sees other processes": "assert [n for n in os.listdir('/proc') if n.isdigit()] == ['1']",
    "reads the environment": "with open('/proc/1/environ') as f: assert 'KEY=' not in f.read()\n"
    "assert 'KEY' not in os.environ",
    "finds open files": "held, own = [], '/proc/self/fd/'\nfor n in os.listdir(own):\n"
    "    if os.path.lexists(own + n): held.append(os.readlink(own + n))\n"
    "assert {h for h in held if not h.startswith(('/dev/null', 'pipe:', '/proc'))} == set(), held\n"
    "assert sum(h.startswith('pipe:') for h in held) == 1, held",
    "leaves a memory file": "refused(call(319, 279, b'x', 0), call(447, 447, 0))",
    "leaves shared memory": "refused(libc.shmget(0, 1 << 20, 0o1600), libc.semget(0, 1, 0o1600),"
    " libc.msgget(0, 0o1600))",
    # the network
    "reaches a port": "import socket\nassert socket.socket().connect_ex(('127.0.0.1', PORT))",
    "reaches a socket by its path": "import socket\n"
    "assert socket.socket(socket.AF_UNIX).connect_ex('VICTIM/door')",
    "reaches an abstract socket": "import socket\n"
    "assert socket.socket(socket.AF_UNIX).connect_ex('\\0NAME')",
    "sends packets of its own": "import socket\ntry: socket.socket(2, 3, 1)\n"
    "except OSError: pass\nelse: raise AssertionError",
    "reaches the machine around": "import socket\nfor family in (16, 17, 38, 40):\n"
    "    try: socket.socket(family, socket.SOCK_DGRAM if family != 40 else 1)\n"
    "    except OSError: pass\n    else: raise AssertionError(family)",
}  # fmt: skip

# What ends in another way: how the told error begins.
ENDS = {
    "an endless loop": ("while True: pass", "Timeout"),
    "a sleep": ("import time; time.sleep(600)", "Timeout"),
    "a patient fork bomb": (
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "Timeout",
    ),
    "a fork bomb": ("import os\nwhile True: os.fork()", ("BlockingIOError", "Timeout", "Crash")),
    "a silent one that never ends": (
        "import os\nos.closerange(0, 100)\nwhile True: os.getpid()", "Timeout",
    ),
    "a flood of words": ("import sys\nwhile True: print('x' * 10**6, file=sys.stderr)", "Timeout"),
    "a list of 10 GB": ("x = [0] * (10 * 1024**3 // 8)", "MemoryError"),
    "a full disk": (
        "i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(10**8))",
        ("OSError: [Errno 28]", "Timeout"),
    ),
    "a disk full of names": (
        "i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb')", ("OSError", "Timeout"),
    ),
    "a daemon": (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        time.sleep(600)\n    os._exit(0)\n1/0", "ZeroDivisionError",
    ),
    "a copy of itself that goes on": ("import os\nif os.fork(): 1/0", "ZeroDivisionError"),
    "an end without a word": ("import os\nos._exit(0)", "Crash: the process ended without"),
    "a broken process": ("import ctypes\nctypes.string_at(0)", "Crash: SIGSEGV"),
    "an error that cannot be told": (
        "class E(Exception):\n    def __str__(self): raise E\nraise E", "E",
    ),
    "an error of a gigabyte": ("raise Exception('x' * 10**9)", ("Exception: xxx", "MemoryError")),
    "an error of half letters": ("raise Exception('\\ud800 \\x1b[2J')", "Exception: ? \x1b[2J"),
    "words into every descriptor": (
        "import os\nfor n in range(256):\n    try: os.write(n, b'{\"error\": \"\"}\\n')\n"
        "    except OSError: pass\nos._exit(0)", MALFORMED,
    ),
    "an answer of a gigabyte": (
        ANSWER + "while True: os.write(writer, bytes(1 << 20))", ("Crash", "Timeout"),
    ),
    "an answer deeper than any": (ANSWER + "os.write(writer, b'[' * 10**5)", MALFORMED),
    "a number longer than any": (
        ANSWER + "os.write(writer, b'{\"word\": ' + b'9' * 9**5 + b'}\\n'); os._exit(0)", MALFORMED,
    ),
    "an error that is no text": (ANSWER + "answer({'error': {'a': [1]}})", MALFORMED),
    "a list for an answer": (ANSWER + "os.write(writer, b'[]\\n'); os._exit(0)", MALFORMED),
    "a picture that is a bomb": (ANSWER + "answer({'frames': [[10**9, 10**9]]})", MALFORMED),
    "a picture without its pixels": (ANSWER + "answer({'frames': [[9, 9]]}, b'x' * 9)", MALFORMED),
    "a picture of less than nothing": (ANSWER + "answer({'frames': [[-9, -9]]})", MALFORMED),
    "a picture of true by true": (
        ANSWER + "answer({'frames': [[True, True]]}, b'1234')", MALFORMED,
    ),
    "a picture that is a PNG": (
        ANSWER + "answer({'frames': [[1, 1]]}, b'\\x89PNG\\r\\n\\x1a\\n')", MALFORMED,
    ),
    "a thousand pictures": (ANSWER + "answer({'frames': [[1, 1]] * 1000}, bytes(4000))", MALFORMED),
    "pictures that are a file": (ANSWER + "answer({'frames': '/etc/passwd'})", MALFORMED),
}  # fmt: skip

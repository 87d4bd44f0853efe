"""The system calls that scenes have no use for, refused by the kernel (seccomp, by libseccomp).

A list of what is refused, not of what is allowed: LaTeX, its converters and other C libraries use
what they like. What is newer than the list is refused as unknown, so that it cannot go stale.
"""

import ctypes
import errno
import platform

MACHINES = ("x86_64", "aarch64")  # elsewhere clone(2) has its flags in another place
NOT_PERMITTED = """
mount umount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick
mount_setattr quotactl quotactl_fd swapon swapoff acct fanotify_init name_to_handle_at
open_by_handle_at lookup_dcookie
unshare setns
ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd
pidfd_open pidfd_send_signal
add_key request_key keyctl
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
kexec_load kexec_file_load init_module finit_module delete_module create_module query_module
get_kernel_syms reboot syslog uselib personality nfsservctl vm86 vm86old modify_ldt
iopl ioperm settimeofday stime clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex
sethostname setdomainname vhangup
mbind set_mempolicy migrate_pages move_pages
shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
mq_open mq_unlink
""".split()  # the last two lines, as memory files: what stays in memory when no process holds it
NOT_THERE = ("clone3", "memfd_create", "memfd_secret")  # what callers can do without, and then do
LAST_KNOWN, LAST_NUMBER = 448, 600  # process_mrelease; numbers are the same on all machines
FAMILIES = (1, 2, 10)  # of sockets: Unix and the two of the internet, which lead nowhere here
NAMESPACES = (
    0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
ALLOW, REFUSE = 0x7FFF0000, 0x50000
NOT_EQUAL, LESS, GREATER, MASKED_EQUAL = 1, 2, 6, 7  # from seccomp.h
ENOUGH = 0xFFFFFFFF


class _Comparison(ctypes.Structure):
    """struct scmp_arg_cmp: which argument, how it is compared, with what."""

    _fields_ = (
        ("argument", ctypes.c_uint), ("how", ctypes.c_int),
        ("first", ctypes.c_uint64), ("second", ctypes.c_uint64),
    )  # fmt: skip


class Filter:
    """The filter, made once and loaded into each process that runs a scene."""

    def __init__(self) -> None:
        """Raises OSError where this machine has no libseccomp, or is not one of MACHINES."""
        if platform.machine() not in MACHINES:
            raise OSError(errno.ENOSYS, f"no list of system calls for {platform.machine()}")
        try:
            self._library = ctypes.CDLL("libseccomp.so.2")
        except OSError:
            raise OSError(errno.ENOENT, "libseccomp is not installed") from None
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._made = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(ALLOW)))
        for name in NOT_PERMITTED:
            self._refuse(name, errno.EPERM)
        for name in NOT_THERE:
            self._refuse(name, errno.ENOSYS)
        for number in range(LAST_KNOWN + 1, LAST_NUMBER):
            self._refuse(number, errno.ENOSYS)
        for flag in NAMESPACES:
            self._refuse("clone", errno.EPERM, _Comparison(0, MASKED_EQUAL, flag, flag))
        for call in ("socket", "socketpair"):
            self._refuse_other_families(call)

    def _refuse_other_families(self, call: str) -> None:
        # What lies between two that are allowed; a rule may look at an argument only once, and
        # at its lower half alone, for the kernel takes a C int.
        others = [family for family in range(64) if family not in FAMILIES]
        for family in others:
            self._refuse(call, errno.EAFNOSUPPORT, _Comparison(0, MASKED_EQUAL, ENOUGH, family))

    def _refuse(self, call: str | int, error: int, *when: _Comparison) -> None:
        number = call
        if isinstance(call, str):
            number = self._library.seccomp_syscall_resolve_name(call.encode())
        if number == -1:  # a name that this library is too old or too new for
            return
        status = self._library.seccomp_rule_add_array(
            self._made, ctypes.c_uint32(REFUSE | error), number, len(when),
            (_Comparison * len(when))(*when),
        )  # fmt: skip
        if status:
            raise OSError(-status, f"seccomp: no rule can be made for {call}")

    def load(self) -> None:
        """From here on this process, and all that it starts, is refused those calls."""
        if status := self._library.seccomp_load(self._made):
            raise OSError(-status, "seccomp: the filter cannot be loaded")

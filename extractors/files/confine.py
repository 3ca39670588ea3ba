"""Rights that a process which opens untrusted files gives up for good."""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import struct
import sys
from dataclasses import dataclass
from typing import Final

_MAX_OPEN_FILES: Final = 64
_MAX_FILE_BYTES: Final = 512 * 1024 * 1024

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
_OTHER_NUMBERING: Final = 0x40000000
"""System calls from here on are those of the x32 interface, under numbers of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Machine:
    """The kernel's name for it, and its numbers of the calls that are refused."""

    audit: int
    calls: tuple[int, ...]


_MACHINES: Final = {
    # socket, connect, accept, sendto, bind, listen, socketpair, fork, vfork, execve, kill, ptrace, process_vm_*,
    # bpf, execveat, io_uring_setup, pidfd_open; a library may still end this process itself
    "x86_64": _Machine(
        audit=0xC000003E, calls=(41, 42, 43, 44, 49, 50, 53, 57, 58, 59, 62, 101, 288, 310, 311, 321, 322, 425, 434)
    ),
    "aarch64": _Machine(
        audit=0xC00000B7, calls=(117, 129, 198, 199, 200, 201, 202, 203, 206, 221, 242, 270, 271, 280, 281, 425, 434)
    ),
}


def confine(memory_bytes: int) -> None:
    """Bound memory, open files and what is written; on Linux also refuse the network, other processes and programs.

    Holds for this thread and those it starts.
    """
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_FSIZE, _MAX_FILE_BYTES),
    ):
        _, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (bound, bound))
        except ValueError:
            if sys.platform == "linux":  # elsewhere not every limit can be set
                raise
    machine = _MACHINES.get(platform.machine())
    if sys.platform == "linux" and machine is not None:
        _refuse(machine)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _refuse(machine: _Machine) -> None:
    """Have the kernel answer "not permitted" to the calls; where it has no such filter, the limits above remain."""
    steps = _steps(machine)
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        program = _Program(len(steps) // 8, steps)
        kernel.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)


def _steps(machine: _Machine) -> bytes:
    """The filter: other machines' calls and the calls named are refused, the rest is let through."""
    count = len(machine.calls)
    program = [
        (_LOAD_WORD, 0, 0, _MACHINE_AT),
        (_JUMP_IF_EQUAL, 0, count + 3, machine.audit),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, count + 1, 0, _OTHER_NUMBERING),
        *[(_JUMP_IF_EQUAL, count - index, 0, call) for index, call in enumerate(machine.calls)],
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in program)

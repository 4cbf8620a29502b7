"""Bounds of the kernel's on a process that decodes what a stranger sent."""

import resource


def restrain(memory: int, processor_seconds: int) -> None:
    """Holds this process to them from now on; it writes no file and dumps no core.

    Args:
        memory: Bytes of data.
        processor_seconds: Of its own.
    """
    for kind, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))

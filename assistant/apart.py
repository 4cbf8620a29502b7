"""A stranger's bytes are decoded in a process of its own, whatever becomes of that."""

import os
import subprocess
import sys


class NotMade(Exception):
    """Nothing came of it; the message says why, without a full stop."""


def made_apart(module: str, content: bytes, seconds: float, *words: str) -> bytes:
    """What a module of ours, run as a program, makes of the bytes on its stdin.

    Such a module restrains itself (`assistant.restrain`); what it refuses, it tells on stderr, as
    the last line, and ends with exit code 1.

    Args:
        module: Its name.
        content: Of a stranger's.
        seconds: By the clock, until it is ended.
        words: What follows its name on the command line.

    Raises:
        NotMade: It refused, broke down or took longer.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-P", "-m", module, *words],
            input=content,
            capture_output=True,
            timeout=seconds,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},  # and no secret of ours
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise NotMade(f"it took longer than {seconds:g} s") from exc
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        is_said = done.returncode == 1 and told
        raise NotMade(told[0][:200] if is_said else "its decoder broke down over it")
    return done.stdout

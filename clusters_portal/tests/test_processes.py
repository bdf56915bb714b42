import os
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import sys
from clusters_portal.processes import Supervisor
supervisor = Supervisor(lambda name, line: print(name, line, flush=True))
supervisor.add("clock", sys.executable, "-c", CHILD)
supervisor.run()
print("all stopped", flush=True)
"""
CHILD = "import os,time\nprint('pid', os.getpid(), flush=True)\ntime.sleep(60)"
pytestmark = pytest.mark.process


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def next_pid(program: subprocess.Popen[str]) -> int:
    assert program.stdout is not None
    for line in program.stdout:
        if line.startswith("clock pid"):
            return int(line.split()[-1])
    raise AssertionError("the child never reported")


def test_a_killed_child_is_started_again_and_ctrl_c_leaves_nothing_behind():
    program = subprocess.Popen(
        [sys.executable, "-c", f"CHILD = {CHILD!r}\n{PROGRAM}"], stdout=subprocess.PIPE, text=True
    )
    try:
        first = next_pid(program)
        os.kill(first, signal.SIGKILL)
        second = next_pid(program)
        assert second != first
        program.send_signal(signal.SIGINT)
        output, _ = program.communicate(timeout=20)
        assert "all stopped" in output
        deadline = time.monotonic() + 5
        while alive(second) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not alive(second)
    finally:
        program.kill()

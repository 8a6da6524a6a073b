"""How long `zhihe demo` takes to build its factory, beside the two minutes it may take.

A month of orders, receipts and inspections by the real write path; nothing hand-written does the same. CPU is that of
the program, the database runs beside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from scratch import report, scaled  # type: ignore[import-not-found]  # beside

GOAL_SECONDS = 120.0
MONTHS = 3


def main() -> None:
    """Build it once in an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        environment = {**os.environ, "ZHIHE_HOME": name, "PYTHONUNBUFFERED": "1"}
        months = scaled(MONTHS)
        command = [str(Path(sys.executable).with_name("zhihe")), "demo", "--company=bench", f"--months={months}"]
        with (Path(name) / "said").open("w") as said:
            begun = perf_counter()
            process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
            _pid, status, used = os.wait4(process.pid, 0)
            took = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, (Path(name) / "said").read_text()
    cpu = round(used.ru_utime + used.ru_stime, 2)
    report("demo", f"a factory of {months} months", took, GOAL_SECONDS, cpu=cpu)


if __name__ == "__main__":
    main()

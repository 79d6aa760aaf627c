"""The two programs of the comparison: ours, and a Python that has PyTorch."""

import os
import subprocess
import sys
from pathlib import Path

from workers import Failure

FOLDER = Path(__file__).resolve().parent
PACKAGE = FOLDER.parents[1]
TORCH = "torch==2.13.0"  # what the fixtures are made with


def find_bench(given):
    program = Path(given) if given else PACKAGE / ".build" / "debug" / "bench"
    if program.is_file() and os.access(program, os.X_OK):
        return str(program.resolve())
    if given:
        raise Failure(f"--bench: no program at {given}; build it with: swift build")
    raise Failure(
        "no program at .build/debug/bench below the package; build it with: swift build\n"
        "    or name one built elsewhere: --bench PATH"
    )


def torch_version(python):
    """None where it does not have PyTorch."""
    try:
        run = subprocess.run(
            [python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True
        )
    except OSError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def find_python(given, wheels, index):
    """(interpreter, PyTorch's version); makes a virtual environment where none is given and none is there."""
    if given:
        version = torch_version(given)
        if version is None:
            raise Failure(
                f"--python: {given} cannot import torch; install it there, or leave --python out"
            )
        return given, version
    folder = cache() / "bench-peers"
    python = str(folder / "bin" / "python")
    version = torch_version(python)
    if version is None:
        make(folder, python, wheels, index)
        version = torch_version(python)
    if version is None:
        raise Failure(f"PyTorch does not load from {folder}; remove that folder and try again")
    return python, version


def cache():
    given = os.environ.get("XDG_CACHE_HOME")
    return Path(given) if given else Path.home() / ".cache"


def make(folder, python, wheels, index):
    print(f"compare-speed: installing {TORCH} in {folder}", file=sys.stderr)
    run([sys.executable, "-m", "venv", str(folder)], "install Python's venv module")
    source = ["--no-index", "--find-links", wheels] if wheels else []
    source += ["--index-url", index] if index else []
    run(
        [python, "-m", "pip", "install", "--quiet", *source, TORCH],
        "give the wheels of torch and what it needs by --wheels DIR, or an interpreter that has it by --python PATH",
    )


def run(command, remedy):
    # Standard output is the table's.
    status = subprocess.run(command, stdout=sys.stderr).returncode
    if status != 0:
        raise Failure(f"'{' '.join(command)}' ended with status {status}; {remedy}")


def machine():
    """(processor, cores that this process may use)."""
    cores = len(os.sched_getaffinity(0))
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip(), cores
    return "unknown processor", cores

# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection and let galaxy-importer read it, as Galaxy does; a warning is as bad as a refusal.

galaxy-importer holds other tools to old versions, so it has a virtual environment of its own, which is made once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "build" / "galaxy-importer"
REQUIREMENTS: Final = ("galaxy-importer==0.4.44", "ansible-core>=2.16,<2.22")
COMPLAINT: Final = re.compile(r"^(WARNING|ERROR|CRITICAL): |Traceback")


def main() -> int:
    """Print what galaxy-importer complains about; the exit code is 1 if there is anything."""
    commands = prepared(FOLDER / "venv")
    said = imported(built(FOLDER / "artifact"), commands)
    complaints = [line for line in said.splitlines() if COMPLAINT.search(line)]
    if complaints or "Importer processing completed successfully" not in said:
        print("\n".join(complaints) or said)
        return 1
    return 0


def prepared(folder: Path) -> Path:
    """Give the folder of commands of the environment, made anew for other versions or another Python."""
    made_of = "\n".join([sys.version, *REQUIREMENTS])
    note = folder / "made-of"
    if not note.exists() or note.read_text(encoding="utf-8") != made_of:
        print("Preparing the environment of galaxy-importer (once) ...", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        command = [str(folder / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check", *REQUIREMENTS]
        log = folder / "pip.log"
        with log.open("wb") as output:
            if subprocess.run(command, check=False, stdout=output, stderr=subprocess.STDOUT).returncode:
                raise SystemExit(f"pip could not install {' and '.join(REQUIREMENTS)}; see {log}")
        note.write_text(made_of, encoding="utf-8")
    return folder / "bin"


def built(folder: Path) -> Path:
    """Build the collection into the folder, and give the one file there."""
    for path in folder.glob("*.tar.gz"):
        path.unlink()
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command = [str(galaxy), "collection", "build", str(ROOT), "--output-path", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (artifact,) = folder.glob("*.tar.gz")
    return artifact


def imported(artifact: Path, commands: Path) -> str:
    """Give all that galaxy-importer says of the artifact; its result and its cache stay beside the artifact."""
    environment = {
        **os.environ,
        "HOME": str(artifact.parent),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "GALAXY_IMPORTER_CONFIG": str(Path(__file__).with_name("galaxy-importer.cfg")),
    }
    command = [str(commands / "python"), "-m", "galaxy_importer.main", artifact.name]
    run = subprocess.run(
        command, cwd=artifact.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return run.stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())

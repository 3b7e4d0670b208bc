"""dbt in the tests: what a night of one workplace parsed serves those of the others.

With arguments it is the command `dbt`, without any the process of a night (strata.dbt), which with
the one argument `stay` also stays on Spark, where nobody else asks the metastore. dbt parses
a project anew where a setting of the connection is another one, and each workplace has a build file
of its own. Nothing that is parsed hangs on its path.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from dbt.cli.main import cli
from dbt.parser import manifest

from strata import dbt

PARSED = Path(__file__).resolve().parents[2] / "target" / "parsed"
Loader: Any = manifest.ManifestLoader
check, read, write = (
    Loader.build_manifest_state_check,
    Loader.read_manifest_for_partial_parse,
    Loader.write_manifest_for_partial_parse,
)


def own(loader: Any) -> Path:
    return Path(loader.root_project.project_target_path) / "partial_parse.msgpack"


def shared(loader: Any) -> Path:
    """Name what is parsed of this project, for this target and with these variables."""
    project = loader.root_project
    said = f"{project.project_root} {project.args.target} {sorted(project.cli_vars.items())}"
    return PARSED / f"{hashlib.sha256(said.encode()).hexdigest()}.msgpack"


def check_no_paths(loader: Any) -> Any:
    state = check(loader)
    state.profile_hash.checksum = "any place"
    return state


def read_shared(loader: Any) -> Any:
    if not own(loader).exists() and shared(loader).exists():
        own(loader).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shared(loader), own(loader))
    return read(loader)


def write_shared(loader: Any) -> None:
    write(loader)
    PARSED.mkdir(parents=True, exist_ok=True)
    copied = PARSED / f"{os.getpid()}.copied"
    shutil.copy(own(loader), copied)
    copied.replace(shared(loader))


if __name__ == "__main__":
    Loader.build_manifest_state_check = check_no_paths
    Loader.read_manifest_for_partial_parse = read_shared
    Loader.write_manifest_for_partial_parse = write_shared
    if sys.argv[1:] == ["stay"]:
        dbt.may_stay = lambda: True
        dbt.main()
    elif sys.argv[1:]:
        gc.disable()  # as strata.dbt does
        cli()
    else:
        dbt.main()

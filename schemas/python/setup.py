"""Packs the contracts into the package: they lie once in the checkout, beside the Java sources."""

import pathlib
import shutil

from setuptools import setup
from setuptools.command.build_py import build_py

CONTRACTS = pathlib.Path(__file__).resolve().parent.parent / "src" / "main" / "avro"


class BuildWithContracts(build_py):
    def run(self) -> None:
        super().run()
        target = pathlib.Path(self.build_lib) / "millrace" / "avro"
        shutil.rmtree(target, ignore_errors=True)  # of an earlier build
        target.mkdir(parents=True)
        found = sorted(CONTRACTS.glob("*.avsc"))
        if not found:
            raise SystemExit(f"there are no schemas in {CONTRACTS}; install from a checkout: pip install ./schemas/python")
        for schema in found:
            shutil.copyfile(schema, target / schema.name)


setup(cmdclass={"build_py": BuildWithContracts})

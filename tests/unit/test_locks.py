"""The locks name everything that installing asks for, so that no release made later changes it."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
_ENTRY = re.compile(r"^[a-z0-9].*?(?= \\$)", re.MULTILINE)

Locked = dict[str, Requirement]


def _locked(name: str) -> Locked:
    """Read a lock: each package's line by the package's name."""
    lines = _ENTRY.findall((ROOT / name).read_text("utf-8"))
    return {canonicalize_name(line.name): line for line in map(Requirement, lines)}


def _asked(package: Requirement) -> list[Requirement]:
    """What an installed package asks for here, with the extras the lock gives it."""
    try:
        every = [Requirement(text) for text in requires(package.name) or ()]
    except PackageNotFoundError:  # locked for another system or another Python
        return []
    return [one for one in every if _counts(one, package.extras)]


def _counts(asked: Requirement, extras: set[str]) -> bool:
    return asked.marker is None or any(
        asked.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_each_package_to_one_version_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text)
    assert all("==" in entry.split(" ")[0] and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_everything_its_packages_ask_for(name: str) -> None:
    locked = _locked(name)
    asked = [one for package in locked.values() for one in _asked(package)]
    assert len(asked) > 20
    missing = {str(one) for one in asked if canonicalize_name(one.name) not in locked}
    assert missing == set()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_the_extras_that_its_packages_ask_for(name: str) -> None:
    """Pip before 23.3 takes a pin without the extra for another package, and finds it unpinned."""
    locked = _locked(name)
    asked = [one for package in locked.values() for one in _asked(package) if one.extras]
    lacking = {str(one) for one in asked if one.extras - locked[canonicalize_name(one.name)].extras}
    assert lacking == set()


def test_lock_for_tests_has_a_package_with_an_extra() -> None:
    """Else the test above would prove nothing."""
    assert {str(one) for one in _asked(_locked(LOCKS[1])["pytest-cov"]) if one.extras} != set()
    assert _locked(LOCKS[1])["coverage"].extras == {"toml"}

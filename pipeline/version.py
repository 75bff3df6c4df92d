"""The release that is running: it is written into lineage and dead letters."""

from importlib.metadata import PackageNotFoundError, version


def _installed_version() -> str:
    try:
        return version("wirecopy")
    except PackageNotFoundError:
        return "0+source"


APP_VERSION = _installed_version()

"""Settings: read from the environment or from files; wrong ones are refused by name."""

from pathlib import Path

import pytest

from server.errors import Refused
from server.settings import read_settings


def test_settings_without_any_variable_use_the_data_folder() -> None:
    settings = read_settings({})
    assert settings.database_url == f"sqlite:///{settings.data / 'lespwa.sqlite3'}"
    assert (settings.public_url, settings.trusted_proxies) == (None, 0)
    assert settings.max_upload == 100 * 1024 * 1024


def test_setting_is_read_from_the_file_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://db.example/lespwa\n")
    settings = read_settings({"LESPWA_DATABASE_URL_FILE": str(secret)})
    assert settings.database_url == "postgresql://db.example/lespwa"


def test_public_url_loses_its_last_slash() -> None:
    settings = read_settings({"LESPWA_PUBLIC_URL": "https://reports.example.org/lc/"})
    assert settings.public_url == "https://reports.example.org/lc"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"LESPWA_PUBLIC_URL": "reports.example.org"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org/?a=1"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_MAX_UPLOAD_MIB": "lots"}, "LESPWA_MAX_UPLOAD_MIB"),
        ({"LESPWA_MAX_UPLOAD_MIB": "0"}, "LESPWA_MAX_UPLOAD_MIB"),
        ({"LESPWA_TRUSTED_PROXIES": "-1"}, "LESPWA_TRUSTED_PROXIES"),
        ({"LESPWA_DATABSE_URL": "x"}, "LESPWA_DATABSE_URL"),
        ({"LESPWA_DATA": "a", "LESPWA_DATA_FILE": "b"}, "LESPWA_DATA_FILE"),
        ({"LESPWA_DATABASE_URL_FILE": "/nowhere/at/all"}, "LESPWA_DATABASE_URL_FILE"),
    ],
)
def test_wrong_setting_is_refused_by_name(environ: dict[str, str], named: str) -> None:
    with pytest.raises(Refused, match=named):
        read_settings(environ)

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


def test_hotline_is_a_number_as_people_dial_it() -> None:
    assert read_settings({}).hotline == "847"
    assert read_settings({"LESPWA_HOTLINE": "+1 (758) 555-0100"}).hotline == "+1 (758) 555-0100"


def test_it_is_known_whether_somebody_set_the_hotline() -> None:
    assert not read_settings({}).has_hotline
    assert read_settings({"LESPWA_HOTLINE": "847"}).has_hotline


def test_emergency_number_and_the_way_out_may_be_set() -> None:
    settings = read_settings(
        {"LESPWA_EMERGENCY": "911", "LESPWA_LEAVE_TO": "https://weather.example.org/today"}
    )
    assert (settings.emergency, settings.leave_to) == ("911", "https://weather.example.org/today")
    assert (read_settings({}).emergency, read_settings({}).leave_to[:8]) == (None, "https://")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"LESPWA_PUBLIC_URL": "reports.example.org"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org/?a=1"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://amina:secret@reports.example.org"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org/a b"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org/a\nb"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": 'https://reports.example.org/"'}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org/<b>"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://reports.example.org:door"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_PUBLIC_URL": "https://[reports.example.org"}, "LESPWA_PUBLIC_URL"),
        ({"LESPWA_MAX_UPLOAD_MIB": "lots"}, "LESPWA_MAX_UPLOAD_MIB"),
        ({"LESPWA_MAX_UPLOAD_MIB": "0"}, "LESPWA_MAX_UPLOAD_MIB"),
        ({"LESPWA_TRUSTED_PROXIES": "-1"}, "LESPWA_TRUSTED_PROXIES"),
        ({"LESPWA_HOTLINE": "call us"}, "LESPWA_HOTLINE"),
        ({"LESPWA_EMERGENCY": "the police"}, "LESPWA_EMERGENCY"),
        ({"LESPWA_LEAVE_TO": "javascript:alert(1)"}, "LESPWA_LEAVE_TO"),
        ({"LESPWA_DATABSE_URL": "x"}, "LESPWA_DATABSE_URL"),
        ({"LESPWA_DATA": "a", "LESPWA_DATA_FILE": "b"}, "LESPWA_DATA_FILE"),
        ({"LESPWA_DATABASE_URL_FILE": "/nowhere/at/all"}, "LESPWA_DATABASE_URL_FILE"),
    ],
)
def test_wrong_setting_is_refused_by_name(environ: dict[str, str], named: str) -> None:
    with pytest.raises(Refused, match=named):
        read_settings(environ)


def test_refused_address_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        read_settings({"LESPWA_PUBLIC_URL": "https://amina:secret@reports.example.org"})
    assert "secret" not in refused.value.sentence


def test_address_of_the_database_shows_in_no_log() -> None:
    settings = read_settings({"LESPWA_DATABASE_URL": "postgresql://amina:secret@db.example/x"})
    assert "secret" not in repr(settings)


def test_secret_is_read_late_without_the_end_of_its_line(tmp_path: Path) -> None:
    file = tmp_path / "password"
    settings = read_settings({"LESPWA_PASSWORD_FILE": str(file), "LESPWA_LOGIN": "amina"})
    file.write_text(" seven turtles \n", encoding="utf-8")
    assert settings.password is not None
    assert (settings.login, settings.password.read()) == ("amina", " seven turtles ")


def test_secret_shows_in_no_log() -> None:
    settings = read_settings({"LESPWA_RECOVERY": "23456-ABCDE", "LESPWA_MACHINE_KEY": "0123abcd"})
    assert "23456" not in repr(settings)
    assert "0123abcd" not in repr(settings)


def test_secret_that_is_missing_or_given_twice_is_refused_by_name(tmp_path: Path) -> None:
    file = str(tmp_path / "none")
    twice = {"LESPWA_PASSWORD": "x", "LESPWA_PASSWORD_FILE": file}
    with pytest.raises(Refused, match="LESPWA_PASSWORD_FILE are both set"):
        read_settings(twice)
    secret = read_settings({"LESPWA_MACHINE_KEY_FILE": file}).machine_key
    assert secret is not None
    with pytest.raises(Refused, match="LESPWA_MACHINE_KEY_FILE names cannot be read"):
        secret.read()


def test_machine_key_comes_as_a_credential_of_systemd(tmp_path: Path) -> None:
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_settings(environ).machine_key is None
    (tmp_path / "lespwa-machine-key").write_text("0123abcd\n", encoding="utf-8")
    secret = read_settings(environ).machine_key
    assert secret is not None
    assert secret.read() == "0123abcd"

"""A plant's own authority, the service's certificate, and when it may listen without one."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.api.entrance import Entrance
from assistant.commands.authority import general, keep, make_authority, make_certificate
from assistant.commands.cert import issue, names_of, root_of
from assistant.commands.tls import Tls, in_folder, names_in, tls_of
from assistant.errors import UnfitCertificate, UnsafeBinding
from assistant.settings import Settings

NOW = datetime.now(UTC)
NAMES = ["plant.lan", "10.0.0.5"]


def shake_hands(place: Path, root: Path, host: str) -> None:
    """As a tablet does that trusts the authority; raises SSLError."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(place, place.with_suffix(".key"))
    client = ssl.create_default_context(cafile=str(root))
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(down, up, server_hostname=host), server.wrap_bio(up, down, True)]
    for _ in range(4):
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                pass
    assert not ends


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return in_folder(tmp_path).certificate


def test_a_tablet_that_trusts_the_authority_trusts_the_service(place: Path) -> None:
    issued = issue(place, NAMES, NOW)
    assert issued.is_to_be_trusted
    assert len(issued.authority.fingerprint) == 32 * 3 - 1
    for name in NAMES:
        shake_hands(place, root_of(place), name)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(place, root_of(place), "other.lan")


def test_the_service_answers_for_the_names_of_its_certificate(place: Path) -> None:
    issue(place, ["Plant.lan", "10.0.0.5"], NOW)
    assert names_in(place) == {"plant.lan"}
    entrance = Entrance.at("10.0.0.5", Settings(data_dir=place.parent), names_in(place))
    assert entrance.answers_for("plant.lan")
    assert not entrance.answers_for("other.lan")
    with pytest.raises(UnfitCertificate, match="no certificate"):
        names_in(place.with_suffix(".key"))


def test_keys_are_for_the_services_user_alone(place: Path) -> None:
    issue(place, NAMES, NOW)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in place.parent.iterdir()}
    assert modes == {
        "authority.pem": 0o644, "authority.key": 0o600, "server.pem": 0o644, "server.key": 0o600,
    }  # fmt: skip
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["bank.example", "8.8.8.8", "plant.lan.example", "fd00::1"])
def test_a_stolen_authority_speaks_for_no_other_name(place: Path, name: str) -> None:
    root = root_of(place)
    place.parent.mkdir()
    authority = make_authority(general(["10.0.0.5"]), NOW)
    keep(authority.certificate, root, authority.key)
    with pytest.raises(UnfitCertificate, match="may not speak for"):
        make_certificate(authority, general([name]), NOW)
    # Who has the key heeds no rule of ours; a device that knows its constraints does.
    free = make_authority(general([name]), NOW)
    thief = authority._replace(certificate=free.certificate)
    made, key = make_certificate(thief, general([name]), NOW)
    keep(made, place, key)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(place, root, name)


def test_a_renewal_asks_no_new_trust_and_new_names_do(place: Path) -> None:
    issue(place, NAMES, NOW)
    trusted = root_of(place).read_bytes()
    again = issue(place, ["plant.lan"], NOW + timedelta(hours=1))
    assert not again.is_to_be_trusted
    assert again.until - NOW < timedelta(days=825)
    assert root_of(place).read_bytes() == trusted
    shown = place.read_bytes()
    with pytest.raises(UnfitCertificate, match=r"elsewhere\.lan"):
        issue(place, ["elsewhere.lan"], NOW)
    assert place.read_bytes() == shown
    assert issue(place, ["elsewhere.lan"], NOW, new_authority=True).is_to_be_trusted
    shake_hands(place, root_of(place), "elsewhere.lan")


def test_an_authority_is_not_asked_after_its_time(place: Path) -> None:
    issue(place, NAMES, NOW - timedelta(days=3660))
    with pytest.raises(UnfitCertificate, match="over its time"):
        issue(place, NAMES, NOW)


@pytest.mark.parametrize("name", ["", "two words", "a..b", "a" * 64, "*.lan", "plánt.lan"])
def test_what_is_no_name_is_refused(place: Path, name: str) -> None:
    with pytest.raises(UnfitCertificate, match="no name or address"):
        issue(place, [name], NOW)
    assert not place.parent.exists()


def test_a_torn_authority_is_told(place: Path) -> None:
    issue(place, NAMES, NOW)
    root_of(place).write_text("torn")
    with pytest.raises(UnfitCertificate, match="new-authority"):
        issue(place, NAMES, NOW)


def test_this_machines_names_will_do() -> None:
    names = names_of("Plant-1.example.com")
    assert names == ["plant-1", "plant-1.local", "localhost", "127.0.0.1"]
    assert len(general(names)) == len(names)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_tls(tmp_path: Path, host: str) -> None:
    assert tls_of(host, tmp_path, None, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "plant.lan", "0"])  # noqa: S104
def test_a_network_needs_tls_or_a_word(tmp_path: Path, host: str) -> None:
    with pytest.raises(UnsafeBinding, match="shiftmate cert"):
        tls_of(host, tmp_path, None, None)
    assert tls_of(host, tmp_path, None, None, without_tls=True) is None
    issue(in_folder(tmp_path).certificate, NAMES, NOW)
    assert tls_of(host, tmp_path, None, None) == in_folder(tmp_path)


def test_a_certificate_goes_with_its_key(tmp_path: Path) -> None:
    files = tmp_path / "a.pem", tmp_path / "a.key"
    assert tls_of("127.0.0.1", tmp_path, *files) == Tls(*files)
    with pytest.raises(UnsafeBinding, match="go together"):
        tls_of("127.0.0.1", tmp_path, files[0], None)

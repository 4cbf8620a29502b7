"""Where the service's certificate lies, and whether it may listen without one."""

from pathlib import Path
from typing import Final, NamedTuple

from assistant.api.entrance import is_loopback
from assistant.errors import UnfitCertificate, UnsafeBinding

FOLDER: Final = "tls"
"""Of the data folder."""
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2"
"""Of TLS 1.2: forward secrecy and authenticated encryption. 1.3 has no others (RFC 8446 B.4)."""


class Tls(NamedTuple):
    """What the service shows to browsers."""

    certificate: Path
    key: Path


def in_folder(data: Path) -> Tls:
    """Where `shiftmate cert` puts it, be it there or not."""
    return Tls(data / FOLDER / "server.pem", data / FOLDER / "server.key")


def names_in(certificate: Path) -> frozenset[str]:
    """The hosts that a certificate is for; raises UnfitCertificate where it is none."""
    from cryptography import x509

    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
    except ValueError as exc:
        raise UnfitCertificate(f"{certificate} is no certificate in PEM: {exc}.") from exc
    try:
        told = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(name.lower() for name in told.get_values_for_type(x509.DNSName))


def tls_of(
    host: str,
    data: Path,
    certificate: Path | None,
    key: Path | None,
    *,
    without_tls: bool = False,
) -> Tls | None:
    """What is told on the command line, else what `shiftmate cert` made; None for plain HTTP.

    Raises:
        UnsafeBinding: There is neither, and others than this machine are to reach it.
    """
    if (certificate is None) != (key is None):
        raise UnsafeBinding("--tls-cert and --tls-key go together: a certificate and its key.")
    if certificate and key:
        return Tls(certificate, key)
    if without_tls or is_loopback(host):
        return None
    made = in_folder(data)
    if made.certificate.exists() and made.key.exists():
        return made
    raise UnsafeBinding(
        f"Refusing to listen on {host} without TLS: passwords would cross the network in the "
        "clear. `shiftmate cert` makes a certificate for this machine; --tls-cert and --tls-key "
        "name another; --no-tls is for a proxy in front that speaks TLS."
    )

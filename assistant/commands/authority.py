"""A plant's own authority and the service's certificate, for a network without any other.

The authority is worth little to a thief: it can speak for the names and addresses that it was made
for and no others (name constraints, RFC 5280 section 4.2.1.10), and signs no further authorities.
A renewed certificate needs no new trust on the tablets while it is for these names.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from assistant.errors import UnfitCertificate
from vectorstore.atomic import put_in_place, write_part

_AUTHORITY_FOR: Final = timedelta(days=3650)
_CERTIFICATE_FOR: Final = timedelta(days=820)
"""Apple's devices take none that holds for more than 825 days: support.apple.com/103769."""
_SKEW: Final = timedelta(days=1)
"""Of a tablet's clock."""
_LABEL: Final = 63
_READABLE: Final = 0o644
HERE: Final = (x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))
"""What every authority may speak for."""


class Authority(NamedTuple):
    """Who vouches for the service."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """SHA-256, as devices show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def general(names: Sequence[str]) -> list[x509.GeneralName]:
    """Names and addresses as certificates tell them, each once; raises UnfitCertificate."""
    return [_general(name) for name in dict.fromkeys(name.strip().lower() for name in names)]


def make_authority(names: Sequence[x509.GeneralName], now: datetime) -> Authority:
    """A new one, for these names alone.

    A kind of name without any constraint would be free: so there is one of each.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    made_at = f"{now:%Y-%m-%d %H:%M}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Shiftmate {made_at}")])
    allowed = x509.NameConstraints(list(dict.fromkeys(map(_subtree, (*names, *HERE)))), None)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _builder(subject, subject, key.public_key(), now, _AUTHORITY_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(allowed, critical=True)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def make_certificate(
    authority: Authority, names: Sequence[x509.GeneralName], now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The service's own, and its new key; raises UnfitCertificate where it may not be for those."""
    _require_allowed(authority.certificate, names, now)
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate.subject
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shiftmate")])
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    serves = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    holds = min(_CERTIFICATE_FOR, authority.certificate.not_valid_after_utc - now)
    builder = (
        _builder(subject, issuer, key.public_key(), now, holds)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(serves, critical=False)
        .add_extension(signer, critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256()), key


def read_authority(certificate: Path, key: Path) -> Authority | None:
    """The one that is kept; None where there is none. Raises UnfitCertificate."""
    if not (certificate.exists() and key.exists()):
        return None
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        known = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (ValueError, TypeError) as exc:
        raise UnfitCertificate(
            f"{certificate} or {key} cannot be read: {exc}. --new-authority makes new ones, which "
            "every tablet has to trust again."
        ) from exc
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise UnfitCertificate(f"{key} is no key of ours. --new-authority makes a new one.")
    return Authority(known, private)


def keep(certificate: x509.Certificate, path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Writes both, the key beside it as ``.key`` and for the service's user alone."""
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    put_in_place(write_part(path.parent, [secret]), path.with_suffix(".key"))
    part = write_part(path.parent, [certificate.public_bytes(serialization.Encoding.PEM)])
    part.chmod(_READABLE)
    put_in_place(part, path)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    holds: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + holds)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        labels = name.split(".")
    fits = all(
        0 < len(one) <= _LABEL and one.replace("-", "a").isalnum() and one.isascii()
        for one in labels
    )
    if not fits:
        raise UnfitCertificate(f"{name!r} is no name or address, such as plant.lan or 10.0.5.7.")
    return x509.DNSName(name)


def _subtree(name: x509.GeneralName) -> x509.GeneralName:
    if isinstance(name, x509.IPAddress) and isinstance(name.value, IPv4Address | IPv6Address):
        return x509.IPAddress(ip_network(name.value))
    return name


def _require_allowed(
    authority: x509.Certificate, names: Sequence[x509.GeneralName], now: datetime
) -> None:
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = allowed.permitted_subtrees or []
    if new := [name for name in names if _subtree(name) not in permitted]:
        told = ", ".join(str(getattr(name, "value", name)) for name in new)
        raise UnfitCertificate(
            f"The authority that the tablets trust may not speak for {told}. Leave it out, or "
            "--new-authority makes one that may, which every tablet has to trust anew."
        )
    if authority.not_valid_after_utc <= now:
        raise UnfitCertificate("The authority is over its time: make one with --new-authority.")

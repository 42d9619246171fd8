"""E-mail: the messages in `text/mail.toml`, as single files and as a mailbox."""

import re
import tomllib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path
from typing import Any

# Without a line limit no header is folded, which versions of Python do differently.
UNFOLDED = SMTP.clone(max_line_length=None)
MAILBOX_LINE = "From {address} {date:%a %b %d %H:%M:%S %Y}\n"


def files(source: Path) -> dict[str, bytes]:
    """Return the messages by the file into which each goes."""
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["message"]
    by_id = {entry["id"]: entry for entry in entries}
    written: dict[str, bytes] = {}
    for entry in entries:
        message = composed(entry, by_id).as_bytes(policy=UNFOLDED)
        if entry["into"].endswith(".mbox"):
            written[entry["into"]] = written.get(entry["into"], b"") + boxed(entry, message)
        else:
            written[entry["into"]] = message
    return written


def composed(entry: dict[str, Any], by_id: dict[str, Any]) -> EmailMessage:
    """Return the message, with references to all that it answers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = address(entry["from"])
    message["To"] = ", ".join(map(address, entry["to"]))
    if "cc" in entry:
        message["Cc"] = ", ".join(map(address, entry["cc"]))
    message["Date"] = format_datetime(entry["date"])
    message["Subject"] = entry["subject"]
    message["Message-ID"] = f"<{entry['id']}>"
    if thread := answered(entry, by_id):
        message["In-Reply-To"] = f"<{thread[-1]}>"
        message["References"] = " ".join(f"<{each}>" for each in thread)
    message.set_content(entry["body"].lstrip("\n"), cte="quoted-printable")
    if "html" in entry:
        message.add_alternative(entry["html"].lstrip("\n"), subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{entry['id']}")
    return message


def answered(entry: dict[str, Any], by_id: dict[str, Any]) -> list[str]:
    """Return the ids of the messages before this one in its thread, oldest first."""
    if "reply_to" not in entry:
        return []
    return [*answered(by_id[entry["reply_to"]], by_id), entry["reply_to"]]


def address(name_and_address: str) -> str:
    """Return the address as a header writes it, its name encoded where it is not ASCII."""
    return formataddr(parseaddr(name_and_address))


def boxed(entry: dict[str, Any], message: bytes) -> bytes:
    """Return the message as a mailbox holds it, lines that start with "From " quoted."""
    _, sender = parseaddr(entry["from"])
    line = MAILBOX_LINE.format(address=sender, date=entry["date"])
    text = message.replace(b"\r\n", b"\n")
    return line.encode() + re.sub(rb"(?m)^(>*From )", rb">\1", text) + b"\n"

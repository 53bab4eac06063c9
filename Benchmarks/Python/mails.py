"""The mails that are measured; they are the same in Sources/Bench/Mail/SampleMail.swift."""

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

SENDER = "shop@example.com"
RECIPIENT = "jane@example.net"
BODY = "".join(
    f"Line {number}: the quick brown fox jumps over the lazy dog, and does it again.\r\n" for number in range(10, 23)
)
RAW = (
    f"From: {SENDER}\r\nTo: {RECIPIENT}\r\nSubject: Your receipt\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + BODY
).encode()


def composed(number):
    """A mail as Python's own package writes it, with what every mail should have."""
    message = EmailMessage()
    message["From"] = f"Shop <{SENDER}>"
    message["To"] = f"Jane Doe <{RECIPIENT}>"
    message["Subject"] = f"Your receipt {number}"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="example.com")
    message.set_content(BODY)
    return message

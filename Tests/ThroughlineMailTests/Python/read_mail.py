"""Reads mails with Python's email package and says how they differ from what was meant.

One JSON object a line on standard input: "raw", the mail in base64, and "meant". One line of output for each: a JSON list of
differences, empty if there is none. Where "want" names a question instead, a JSON list that answers it.
"""

import base64
import json
import re
import sys
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.utils import getaddresses


def lines(text):
    return re.sub("\r\n|\r|\n", "\n", text)


BODIES = ("text/plain", "text/html", "multipart/mixed", "multipart/alternative", "multipart/related")


class RememberingRegistry(HeaderRegistry):
    """Reads each header once, and not each time that somebody asks for it: that is what nearly all of the time goes to."""

    kinds = {}

    def __init__(self):
        super().__init__()
        self.read = {}

    def __getitem__(self, name):
        if name not in self.kinds:
            self.kinds[name] = super().__getitem__(name)
        return self.kinds[name]

    def __call__(self, name, value):
        if (name, value) not in self.read:
            self.read[name, value] = super().__call__(name, value)
        return self.read[name, value]


def tree(part):
    """The types of a mail's parts, such as multipart/mixed(text/plain,image/png)."""
    if part.get_content_maintype() != "multipart":
        return part.get_content_type()
    return f"{part.get_content_type()}({','.join(map(tree, part.iter_parts()))})"


class Comparison:
    def __init__(self, raw, meant):
        self.raw = raw
        self.meant = meant
        self.differences = []
        if meant["needsSMTPUTF8"]:
            rules = policy.SMTPUTF8.clone(header_factory=RememberingRegistry())
            self.mail = message_from_string(raw.decode("utf-8"), policy=rules)
        else:
            rules = policy.default.clone(header_factory=RememberingRegistry())
            self.mail = message_from_bytes(raw, policy=rules)

    def expect(self, what, found, meant):
        if found != meant:
            self.differences.append(f"{what}: {found!r} instead of {meant!r}")

    def run(self):
        self.check_bytes()
        self.check_headers()
        self.check_bodies()
        self.check_parts()
        self.expect("tree", tree(self.mail), self.meant["tree"])
        for part in self.mail.walk():
            self.check_part_header(part)
            self.expect("defects", [repr(d) for d in part.defects], [])
            for name, value in part.items():
                defects = [repr(d) for d in value.defects]
                if self.meant["needsSMTPUTF8"]:
                    # Python calls a local part beyond ASCII a defect, although RFC 6532 has it.
                    defects = [d for d in defects if "NonASCIILocalPart" not in d]
                self.expect(f"defects of {name}", defects, [])
        return self.differences

    def check_bytes(self):
        self.expect("last line", self.raw[-2:], b"\r\n")
        self.expect("bare line ends", re.findall(rb"(?<!\r)\n|\r(?!\n)", self.raw), [])
        self.expect("longest line", max(map(len, self.raw.split(b"\r\n"))) <= 998, True)
        if not self.meant["needsSMTPUTF8"] and not self.meant["needs8Bit"]:
            self.expect("ASCII", self.raw.isascii(), True)
        for address in self.meant["bcc"]:
            self.expect("blind copy", address.encode() in self.raw, False)

    def check_part_header(self, part):
        for name, value in part.raw_items():
            for line in f"{name}: {value}".splitlines():
                self.expect(f"longest line of {name}", len(line.encode(errors="surrogateescape")) <= 998, True)
                self.expect(f"blank line in {name}", line.strip() != "", True)
                if "=?utf-8?" in line:
                    self.expect(f"length of a line of {name} with encoded words", len(line) <= 76, True)
                for word in re.findall(r"=\?utf-8\?[^ ]*", line):
                    self.expect(f"length of an encoded word of {name}", len(word) <= 75, True)
        if part.get_content_type() == "multipart/related":
            root = next(part.iter_parts())
            self.expect("type of what is related", part.get_param("type"), root.get_content_type())

    def check_headers(self):
        self.expect("Subject", str(self.mail["Subject"]), self.meant["subject"])
        for name in ("From", "To", "Cc", "Reply-To", "Sender"):
            meant = self.meant["mailboxes"].get(name, [])
            header = self.mail[name]
            found = [[a.display_name, a.addr_spec] for a in header.addresses] if header is not None else []
            if found != meant and header is not None:
                # Before Python 3.13 its new parser leaves the space between two encoded words in a name, as RFC 2047 says
                # that nobody must. https://github.com/python/cpython/issues/92081. Its old one does not.
                found = self.mailboxes_by_the_old_parser(name)
            self.expect(name, found, meant)
        self.expect("Message-ID", str(self.mail["Message-ID"]), self.meant["messageID"])
        self.expect("Date", int(self.mail["Date"].datetime.timestamp()), self.meant["date"])
        for name, value in self.meant["headers"].items():
            self.expect(name, str(self.mail[name]), value)
        raw = dict(self.mail.raw_items())
        for name, value in self.meant["encodedHeaders"].items():
            self.expect(name, re.sub("\r?\n", "", raw[name]), value)
        for name in set(k.lower() for k in self.mail.keys()):
            self.expect(f"count of {name}", len(self.mail.get_all(name)), 1)

    def mailboxes_by_the_old_parser(self, name):
        if self.meant["needsSMTPUTF8"]:
            mail = message_from_string(self.raw.decode("utf-8"), policy=policy.compat32)
        else:
            mail = message_from_bytes(self.raw, policy=policy.compat32)
        text = re.sub("\r?\n", "", mail[name])
        return [[str(make_header(decode_header(n))), a] for n, a in getaddresses([text])]

    def check_bodies(self):
        for subtype in ("plain", "html"):
            meant = self.meant.get(subtype)
            part = self.mail.get_body((subtype,))
            if meant is None:
                continue
            if part is None:
                self.differences.append(f"no text/{subtype}")
                continue
            found = lines(part.get_content())
            meant = lines(meant)
            # A mail's last line ends.
            if not meant.endswith("\n") and not self.mail.is_multipart():
                found = found[:-1] if found.endswith("\n") else found
            self.expect(subtype, found, meant)

    def check_parts(self):
        found = []
        for part in self.mail.walk():
            disposition = part["Content-Disposition"]
            if disposition is None and part.get_content_type() in BODIES:
                continue
            content = part.get_payload(decode=True)
            if part.get_content_maintype() == "message":
                inner = part.get_payload(0)
                # What was read as text is text, and what was read as bytes is bytes.
                if self.meant["needsSMTPUTF8"]:
                    content = inner.as_string(policy=policy.SMTPUTF8).encode()
                else:
                    content = inner.as_bytes(policy=policy.SMTP)
            found.append(
                {
                    # get_filename() takes spaces away at both ends.
                    "filename": disposition.params.get("filename") if disposition else None,
                    "type": part.get_content_type(),
                    "title": part["Content-Type"].params.get("title"),
                    "disposition": part.get_content_disposition(),
                    "contentID": part["Content-ID"],
                    "data": base64.b64encode(content).decode(),
                }
            )
        meant = self.meant["parts"]
        order = lambda part: (part["data"], part.get("filename") or "", part.get("contentID") or "")
        found.sort(key=order)
        meant.sort(key=order)
        self.expect("number of parts", len(found), len(meant))
        for f, m in zip(found, meant):
            for key in f:
                self.expect(f"part's {key}", f[key], m.get(key))


ANSWERS = {
    "tree": lambda mail: [tree(mail)],
    "blind copies": lambda mail: mail.get_all("Bcc", []) + mail.get_all("Resent-Bcc", []),
}


for line in sys.stdin:
    work = json.loads(line)
    raw = base64.b64decode(work["raw"])
    try:
        if "want" in work:
            result = ANSWERS[work["want"]](message_from_bytes(raw, policy=policy.default))
        else:
            result = Comparison(raw, work["meant"]).run()
    except Exception as error:
        result = [f"cannot be read: {error!r}"]
    print(json.dumps(result), flush=True)

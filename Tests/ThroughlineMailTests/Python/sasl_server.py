"""An SMTP server that only authenticates, by mechanisms written down here from their specifications with Python's hmac and
hashlib. It offers the mechanism of its argument, writes its port, and knows alice's password and token."""

import base64
import hashlib
import hmac
import os
import socketserver
import sys

MECHANISM = sys.argv[1]
PASSWORD = sys.argv[2]
TOKEN = "ya29.a-token"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Refused(Exception):
    pass


class Handler(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def hear(self) -> str:
        line = self.rfile.readline()
        if not line:
            raise EOFError
        return line.decode().rstrip("\r\n")

    def ask(self, challenge: bytes) -> bytes:
        self.say("334 " + b64(challenge))
        return base64.b64decode(self.hear(), validate=True)

    def handle(self) -> None:
        try:
            self.say("220 sasl.test ESMTP")
            while True:
                verb, _, rest = self.hear().partition(" ")
                if verb == "EHLO":
                    self.say("250-sasl.test\r\n250 AUTH " + MECHANISM)
                elif verb == "AUTH":
                    name, _, initial = rest.partition(" ")
                    assert name == MECHANISM
                    try:
                        getattr(self, name.replace("-", "_").lower())(base64.b64decode(initial, validate=True))
                        self.say("235 2.7.0 welcome")
                    except Refused:
                        self.say("535 5.7.8 refused")
                elif verb == "QUIT":
                    return self.say("221 bye")
                else:
                    self.say("250 ok")
        except EOFError:
            pass

    def check(self, is_right: bool) -> None:
        if not is_right:
            raise Refused

    def plain(self, initial: bytes) -> None:
        self.check(initial.split(b"\0") == [b"", b"alice", PASSWORD.encode()])

    def login(self, initial: bytes) -> None:
        answers = [self.ask(b"Username:"), self.ask(b"Password:")]
        self.check(answers == [b"alice", PASSWORD.encode()])

    def cram_md5(self, initial: bytes) -> None:
        challenge = b"<%d.%s@sasl.test>" % (os.getpid(), os.urandom(4).hex().encode())
        digest = hmac.new(PASSWORD.encode(), challenge, "md5").hexdigest()
        self.check(self.ask(challenge) == b"alice " + digest.encode())

    def xoauth2(self, initial: bytes) -> None:
        if initial != b"user=alice\x01auth=Bearer " + TOKEN.encode() + b"\x01\x01":
            assert self.ask(b'{"status":"401"}') == b""
            raise Refused

    def scram_sha_256(self, initial: bytes) -> None:
        assert initial.startswith(b"n,,n=alice,r=")
        bare = initial[3:]
        nonce = bare.split(b"r=", 1)[1] + os.urandom(12).hex().encode()
        salt, rounds = os.urandom(16), 4096
        first = b"r=%s,s=%s,i=%d" % (nonce, base64.b64encode(salt), rounds)
        final = self.ask(first)
        without_proof, proof = final.rsplit(b",p=", 1)
        assert without_proof == b"c=biws,r=" + nonce
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, rounds)
        mac = lambda key, text: hmac.new(key, text, "sha256").digest()
        client_key = mac(salted, b"Client Key")
        message = bare + b"," + first + b"," + without_proof
        signature = mac(hashlib.sha256(client_key).digest(), message)
        expected = bytes(a ^ b for a, b in zip(client_key, signature))
        self.check(base64.b64decode(proof, validate=True) == expected)
        answer = self.ask(b"v=" + base64.b64encode(mac(mac(salted, b"Server Key"), message)))
        assert answer == b""


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()

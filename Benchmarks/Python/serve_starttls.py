"""An SMTP server with STARTTLS that keeps nothing. Prints its port, and ends when its input does."""

import argparse
import socket
import ssl
import sys

import usage
from aiosmtpd.controller import Controller


class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


parser = argparse.ArgumentParser()
parser.add_argument("--certificate", required=True)
parser.add_argument("--key", required=True)
arguments = parser.parse_args()

context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(arguments.certificate, arguments.key)
with socket.socket() as free:  # the controller must be told a port
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
controller = Controller(Sink(), "127.0.0.1", port=port, tls_context=context, require_starttls=True)
controller.start()
usage.report(port=port)
sys.stdin.read()
controller.stop()

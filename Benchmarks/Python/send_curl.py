"""Sends mails with libcurl over one connection: mails a second, and CPU a mail in microseconds."""

import argparse
import io
import time

import mails
import pycurl
import usage

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--mails", type=int, required=True)
parser.add_argument("--authority", help="use STARTTLS, and trust the certificates in this file")
arguments = parser.parse_args()

client = pycurl.Curl()
client.setopt(pycurl.URL, f"smtp://{'localhost' if arguments.authority else '127.0.0.1'}:{arguments.port}")
client.setopt(pycurl.MAIL_FROM, mails.SENDER)
client.setopt(pycurl.MAIL_RCPT, [mails.RECIPIENT])
client.setopt(pycurl.UPLOAD, True)
client.setopt(pycurl.INFILESIZE, len(mails.RAW))
if arguments.authority:
    client.setopt(pycurl.USE_SSL, pycurl.USESSL_ALL)
    client.setopt(pycurl.CAINFO, arguments.authority)


def send(count):
    for _ in range(count):
        client.setopt(pycurl.READDATA, io.BytesIO(mails.RAW))
        client.perform()
        if client.getinfo(pycurl.RESPONSE_CODE) != 250:
            raise SystemExit("the server did not take a mail")


send(arguments.mails // 10)  # warm up
cpu, start = usage.cpu(), time.monotonic()
send(arguments.mails)
seconds, cpu = time.monotonic() - start, usage.cpu() - cpu
connections = client.getinfo(pycurl.NUM_CONNECTS)
client.close()
usage.report(rate=arguments.mails / seconds, cpu=cpu / arguments.mails * 1e6, connections=connections)

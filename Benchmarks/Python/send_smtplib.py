"""Sends mails with Python's smtplib over one connection: mails a second, and CPU a mail in microseconds."""

import argparse
import smtplib
import ssl
import time

import mails
import usage

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--mails", type=int, required=True)
parser.add_argument("--composed", action="store_true")
parser.add_argument("--authority", help="use STARTTLS, and trust the certificates in this file")
arguments = parser.parse_args()

client = smtplib.SMTP("localhost" if arguments.authority else "127.0.0.1", arguments.port)
if arguments.authority:
    client.starttls(context=ssl.create_default_context(cafile=arguments.authority))


def send(count):
    for number in range(count):
        if arguments.composed:
            client.send_message(mails.composed(number))
        else:
            client.sendmail(mails.SENDER, mails.RECIPIENT, mails.RAW)


send(arguments.mails // 10)  # warm up
cpu, start = usage.cpu(), time.monotonic()
send(arguments.mails)
seconds, cpu = time.monotonic() - start, usage.cpu() - cpu
client.quit()
usage.report(rate=arguments.mails / seconds, cpu=cpu / arguments.mails * 1e6)

"""An SMTP server that does what a good one never does, made of aiosmtpd. What it does wrong, it does to a mail whose recipient
asks for it:

    kill@     the connection is reset in the middle of the content
    refuse@   the content is refused after its end
    hang@     the content gets no answer
    hangdata@ DATA gets no answer
    garbage@  the content is answered with what is no reply
    twice@    the content is answered twice
    early@    DATA is answered with 250
    split@    RCPT is answered with lines of different codes

Any other mail is taken over. It writes its port; then, for each mail that it took over, the mail's Message-ID."""

import asyncio
import email
import socket
import struct
import sys

from aiosmtpd.smtp import SMTP


class Server(SMTP):
    fault = ""

    def killed(self) -> None:
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    async def smtp_RCPT(self, arg: str) -> None:
        self.fault = arg.split("<")[1].split("@")[0]
        if self.fault == "split":
            await self.push("250-fine")
            await self.push("550 not fine")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if self.fault == "hangdata":
            await asyncio.sleep(3600)
        elif self.fault == "early":
            await self.push("250 taken over, whatever it is")
        elif self.fault == "kill":
            await self.push("354 go on")
            await self._reader.read(1000)
            self.killed()
        else:
            await super().smtp_DATA(arg)


class Handler:
    async def handle_DATA(self, server, session, envelope) -> str:
        match server.fault:
            case "refuse":
                return "554 5.7.1 looks like spam"
            case "hang":
                await asyncio.sleep(3600)
            case "garbage":
                return "\x00 hello?"
            case "twice":
                await server.push("250 2.0.0 taken over")
                return "250 2.0.0 taken over again"
        message = email.message_from_bytes(envelope.content)
        print(message["Message-ID"], flush=True)
        return "250 2.0.0 taken over"


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(Handler(), hostname="faulty.test", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

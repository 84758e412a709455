"""Keeps some connections busy, each with one request at a time, and notes how long each answer took.

One thread over non-blocking sockets: the requests are ready bytes, so that little of the machine goes to the client.
"""
import collections
import selectors
import socket
import time
import urllib.parse


class Answers:
    """What came back: seconds in all, seconds of each answer, how often each status, and bodies of the first failures."""

    def __init__(self):
        self.seconds, self.latencies, self.statuses, self.failures = 0.0, [], collections.Counter(), []

    def percentile(self, share):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def milliseconds(self):
        return {"p50": round(self.percentile(0.5) * 1000, 2), "p99": round(self.percentile(0.99) * 1000, 2)}


class Connection:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.unsent, self.received, self.began = b"", bytearray(), 0.0

    def ask(self, request):
        self.unsent, self.began = memoryview(request), time.perf_counter()
        self.received.clear()

    def push(self):
        """Sends what the socket takes; true once all is sent."""
        if self.unsent:
            try:
                self.unsent = self.unsent[self.socket.send(self.unsent):]
            except BlockingIOError:
                pass
        return not self.unsent

    def answer(self):
        """Status and body once all has come."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.received += part
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end]).lower()
        place = head.find(b"content-length:")
        length = int(head[place + 15:].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(self.received) < end + 4 + length:
            return None
        return int(head[9:12]), bytes(self.received[end + 4:])


def request(method, address, path, headers=(), body=b""):
    host = urllib.parse.urlsplit(address).netloc
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drive(address, requests, connections):
    """Sends all requests over so many connections and waits for all answers."""
    parts = urllib.parse.urlsplit(address)
    answers, waiting = Answers(), iter(requests)
    with selectors.DefaultSelector() as selector:
        begin, busy = time.perf_counter(), 0
        for _ in range(connections):
            following = next(waiting, None)
            if following is None:
                break
            connection = Connection(parts.hostname, parts.port)
            connection.ask(following)
            selector.register(connection.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, connection)
            busy += 1
        while busy:
            for key, events in selector.select():
                connection = key.data
                if events & selectors.EVENT_WRITE and connection.push():
                    selector.modify(connection.socket, selectors.EVENT_READ, connection)
                if not events & selectors.EVENT_READ:
                    continue
                answer = connection.answer()
                if answer is None:
                    continue
                answers.latencies.append(time.perf_counter() - connection.began)
                answers.statuses[answer[0]] += 1
                if answer[0] >= 400 and len(answers.failures) < 3:
                    answers.failures.append(answer[1][:300].decode(errors="replace"))
                following = next(waiting, None)
                if following is None:
                    selector.unregister(connection.socket)
                    connection.socket.close()
                    busy -= 1
                    continue
                connection.ask(following)
                if not connection.push():
                    selector.modify(connection.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, connection)
        answers.seconds = time.perf_counter() - begin
    return answers

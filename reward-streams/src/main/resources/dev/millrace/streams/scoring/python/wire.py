"""Messages: the length as four bytes, the highest first, then that many bytes of JSON."""

import json
import os
import struct


class Wire:
    """Two descriptors of its own, which no print of the user's can reach."""

    def __init__(self, read_from, write_to):
        self.read_from = read_from
        self.write_to = write_to

    def receive(self):
        """The next message; None when there will be none."""
        head = self._take(4)
        body = head and self._take(struct.unpack(">I", head)[0])
        return json.loads(body) if body else None

    def send(self, message):
        body = json.dumps(message, allow_nan=False).encode("utf-8", "surrogatepass")
        view = memoryview(struct.pack(">I", len(body)) + body)
        while view:
            view = view[os.write(self.write_to, view):]

    def _take(self, count):
        parts = []
        while count:
            part = os.read(self.read_from, min(count, 1 << 20))
            if not part:
                return None
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

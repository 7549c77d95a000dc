# What Millrace starts Python with. It reads the rest of the adapter from its pipe, so that no file is written, and none
# that lies about is taken for it. This text alone has to be understood by any Python, to be able to say that it is too old.
import json
import os
import struct
import sys
import types


def take(count):
    data = b""
    while len(data) < count:
        part = os.read(0, count - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


sources = json.loads(take(struct.unpack(">I", take(4))[0]).decode("utf-8"))
if sys.version_info < (3, 8):
    said = json.dumps({"refused": "%s is Python %d.%d; 3.8 is the oldest that will do" % (
        sys.executable, sys.version_info[0], sys.version_info[1])}).encode("utf-8")
    os.write(1, struct.pack(">I", len(said)) + said)
    os._exit(0)
for name, text in sources:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, "<" + name + ">", "exec"), module.__dict__)
sys.modules["millrace_guard"].main()

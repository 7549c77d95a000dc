"""The process in which the user's function runs: it loads the function, and judges what it is asked about."""

import os
import sys

import millrace_function
import millrace_judging
import millrace_wire

MARK = b"\x1e"


def main():
    wire = own_wire()
    task = wire.receive()
    if task is None:
        return
    limit_memory(task["memory_mb"])
    try:
        function = millrace_function.load(task)
    except millrace_function.Refused as refused:
        flush()
        wire.send({"refused": str(refused)})
        return
    flush()
    wire.send({"ready": function.about()})
    answer(wire, function)


def answer(wire, function):
    me = os.getpid()
    judging = millrace_judging.Judging(function)
    while True:
        request = wire.receive()
        if request is None:
            return
        for call in judging.calls(request):
            mark(call.about)
            for first, verdicts in call.verdicts():
                flush()
                if os.getpid() != me:
                    os._exit(0)  # the user's function has forked, and this is the child
                wire.send({"first": first, "verdicts": verdicts})
        mark("")


def own_wire():
    """Keeps the pipes for itself: the user's function finds its input empty, and its output goes where errors go."""
    wire = millrace_wire.Wire(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return wire


def mark(about):
    """Says on the stream of what is printed what it will be about from here on."""
    flush()
    os.write(2, MARK + about.encode("utf-8") + b"\n")


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass  # closed by the user's function


def limit_memory(megabytes):
    try:
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")  # where memory ends all the same, this is to go, and not Millrace
    except OSError:
        pass
    if megabytes:
        import resource

        most = megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))

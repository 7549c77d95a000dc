"""The process that Millrace starts. It forks the worker, in which the user's function runs, and outlives it to clean up.

The worker may hang, fork or be killed at any time, and Millrace as well; whoever ends first, this ends the rest: all
processes of the worker's group, and on Linux also those that left the group.
"""

import os
import select
import signal
import sys
import traceback

import millrace_worker

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def main():
    # A session of its own: Ctrl-C in the terminal is for Millrace alone, which then ends what it has started.
    try:
        os.setsid()
    except OSError:
        pass
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    alarm, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
    asked_to_end = []
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.signal(signal.SIGTERM, lambda number, frame: asked_to_end.append(number))
    guard = os.getpid()
    worker = os.fork()
    if worker == 0:
        run_worker(guard, alarm, ring)
    try:
        os.setpgid(worker, worker)
    except OSError:
        pass  # it has done so itself, or has ended
    os.close(1)  # that the worker has ended is seen by the end of its pipe
    os._exit(watch(worker, alarm, asked_to_end))


def run_worker(guard, alarm, ring):
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.close(alarm)
    os.close(ring)
    os.setpgid(0, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    try:
        millrace_worker.main()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def watch(worker, alarm, asked_to_end):
    """Waits until the worker or Millrace has ended, and ends what is left. Returns the worker's exit code."""
    poller = select.poll()
    poller.register(alarm, select.POLLIN)
    poller.register(0, 0)  # reports only that nobody can write to it any more: Millrace has ended
    while True:
        ready = [descriptor for descriptor, event in poller.poll()]
        if alarm in ready:
            os.read(alarm, 4096)
        status = take_leave(worker)
        if status is not None or asked_to_end or 0 in ready:
            break
    kill_group(worker)
    if status is None:
        status = os.waitpid(worker, 0)[1]
    for _ in range(100):
        if not kill_adopted():
            break
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def take_leave(worker):
    """Reaps all who have ended, adopted ones too, of whom a long run may leave many. Returns the worker's status, or None."""
    status = None
    while True:
        try:
            child, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if child == 0:
            return status
        if child == worker:
            status = ended


def kill_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass  # nobody is left


def kill_adopted():
    """Ends those whose parents have ended and who are children of this process now. Returns how many there were."""
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as listing:
            children = [int(word) for word in listing.read().split()]
    except (OSError, ValueError):
        return 0
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except OSError:
            pass
    return len(children)


def prctl(option, value):
    """What Linux alone knows; elsewhere the group of the worker is all that can be ended."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass

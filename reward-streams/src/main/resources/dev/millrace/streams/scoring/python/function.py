"""Finds the user's function and what form it has."""

import base64
import inspect
import os
import sys
import traceback
import types

import millrace_styles

LONGEST = 500


class Refused(Exception):
    """The function cannot be used; the message says why and what to do."""


class Function:
    """The user's function with its form."""

    def __init__(self, task, target, module):
        self.path = task["path"]
        self.file = os.path.basename(self.path)
        self.name = task["name"]
        self.target = target
        self.settings = task["kwargs"]
        self.messages = task["messages"]
        self.longest_detail = task["longest_detail"]
        self.memory_mb = task["memory_mb"]
        self.where = self.file + ":" + self.name
        self.signature = signature_of(target, self.where)
        style, self.reason = millrace_styles.choose(task["style"], self.signature, module)
        if style is None:
            raise Refused("%s%s %s" % (self.where, shown(self.signature), self.reason))
        self.style = style
        self.reads = style.accepted(self.signature)
        fault = style.fault(self.signature, self.settings)
        if fault:
            raise Refused("%s%s is no function of style %s: %s" % (self.where, shown(self.signature), style.name, fault))

    def about(self):
        version = "%d.%d.%d" % sys.version_info[:3]
        return {
            "style": self.style.name,
            "reason": self.reason,
            "function": self.where + shown(self.signature),
            "each": not self.style.batches and not inspect.iscoroutinefunction(self.target),
            "python": sys.executable + " (Python " + version + ")",
        }

    def failure(self, error):
        """What an exception says, and where in the user's file it was raised."""
        text = "%s failed: %s%s" % (self.name, said(error), place(error, self.path))
        if isinstance(error, MemoryError) and self.memory_mb:
            text += "; it may take %d MiB, see memory_mb" % self.memory_mb
        if self.style.name == "trl" and not self.messages and isinstance(error, TypeError):
            text += "; if it reads completions as lists of messages, set messages: true"
        return text[:4 * LONGEST]


def load(task):
    """Runs the user's file and finds the function in it. Raises Refused."""
    path = task["path"]
    name = os.path.splitext(os.path.basename(path))[0]
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    sys.path.insert(0, os.path.dirname(path))
    try:
        exec(compile(base64.b64decode(task["source"]), path, "exec"), module.__dict__)
    except ImportError as error:
        traceback.print_exc()
        raise Refused("%s cannot be loaded: %s%s; install it for %s, or name another Python (python)" % (
            path, said(error), place(error, path), sys.executable))
    except BaseException as error:
        traceback.print_exc()
        raise Refused("%s cannot be loaded: %s%s" % (path, said(error), place(error, path)))
    target = module.__dict__.get(task["name"])
    if target is None:
        there = sorted(key for key, value in module.__dict__.items()
                       if inspect.isfunction(value) and value.__module__ == name and not key.startswith("_"))
        raise Refused("there is no function %s in %s; it has %s" % (task["name"], path, ", ".join(there) or "none"))
    if not callable(target) or inspect.isclass(target):
        raise Refused("%s in %s is no function but %s" % (
            task["name"], path, "a class" if inspect.isclass(target) else "a " + type(target).__name__))
    return Function(task, target, module)


def signature_of(target, where):
    try:
        return inspect.signature(target)
    except (TypeError, ValueError) as error:
        raise Refused("%s does not say what it takes (%s); wrap it in a function of its own" % (where, error))


def said(error):
    if isinstance(error, SyntaxError):
        return "%s at line %s" % (error.msg, error.lineno)
    words = " ".join(str(error).split())
    return (type(error).__name__ + (": " + words if words else ""))[:LONGEST]


def place(error, path):
    """The innermost line of the user's file on the way to an error; else the innermost line of all."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == path]
    if not own and not frames:
        return ""
    frame = (own or frames)[-1]
    if frame.filename.startswith("<millrace"):
        return ""
    return " (%s:%s)" % (os.path.basename(frame.filename), frame.lineno)


def shown(signature):
    text = str(signature)
    return text if len(text) <= 200 else text[:200] + "…)"

"""The forms that reward functions have elsewhere: what each is given, and by what its form is known."""

import inspect
import types

ANY = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


class Style:
    """A form: its arguments by name, or one by position."""

    name = ""
    batches = True  # one call judges many samples
    value = "score"  # where in a dict the value stands
    offers = ()  # what it may be given by name

    def accepted(self, signature):
        """The names that a function wants to be given; None for all that there are."""
        if any(each.kind == inspect.Parameter.VAR_KEYWORD for each in signature.parameters.values()):
            return None
        return {name for name, each in signature.parameters.items() if each.kind not in ANY}

    def fault(self, signature, settings):
        """Why a function is not of this form; empty if it is."""
        for name, each in named(signature):
            if each.kind == inspect.Parameter.POSITIONAL_ONLY:
                return "it takes %s by position only" % name
            if each.default is inspect.Parameter.empty and name not in self.offers and name not in settings:
                return "nothing is given as %s; there are %s, and what kwargs holds" % (name, ", ".join(self.offers))
        return self.surplus(signature, settings)

    def surplus(self, signature, settings):
        reads = self.accepted(signature)
        extra = [name for name in settings if reads is not None and name not in reads]
        return "it takes no %s, which kwargs holds" % extra[0] if extra else ""

    def arguments(self, function, samples):
        """What it is called with: by position, and by name."""
        given = self.given(function, samples)
        return [], {name: value() for name, value in given.items() if function.reads is None or name in function.reads}


class Trl(Style):
    """TRL: lists by the names of columns."""

    name = "trl"

    def fault(self, signature, settings):
        for name, each in named(signature):
            if each.kind == inspect.Parameter.POSITIONAL_ONLY:
                return "it takes %s by position only" % name
        if "completions" not in signature.parameters and self.accepted(signature) is not None:
            return "it takes no completions"
        return self.surplus(signature, settings)

    def given(self, function, samples):
        wrap = function.messages
        given = {name: bound(column, samples, name) for name in self.columns(function, samples)}
        given["prompts"] = lambda: [each.messages() if wrap else each.prompt for each in samples]
        given["completions"] = lambda: [
            [{"role": "assistant", "content": each.text}] if wrap else each.text for each in samples]
        given["completion_ids"] = lambda: [each.tokens for each in samples]
        given["trainer_state"] = lambda: types.SimpleNamespace(global_step=0, epoch=0.0, max_steps=0, log_history=[])
        given["log_extra"] = lambda: lambda *anything, **named_too: None
        given["log_metric"] = lambda: lambda *anything, **named_too: None
        return given

    @staticmethod
    def columns(function, samples):
        rows = {name for each in samples for name in each.sent["columns"]}
        wanted = function.reads
        if wanted is None:
            wanted = rows | {"answer", "category"} | {name for name, each in named(function.signature)}
            wanted |= {"images"} if any(each.sent.get("images") for each in samples) else set()
        return [name for name in sorted(wanted) if any(each.has(name) for each in samples)]


class Verl(Style):
    """verl: one answer with its ground truth and what else the row has."""

    name = "verl"
    batches = False
    offers = ("data_source", "solution_str", "ground_truth", "extra_info")

    def given(self, function, samples):
        sample = samples[0]
        return {
            "data_source": lambda: sample.column("data_source") or sample.sent.get("category") or "",
            "solution_str": lambda: sample.text,
            "ground_truth": lambda: self.ground_truth(sample),
            "extra_info": lambda: self.extra_info(sample),
        }

    @staticmethod
    def ground_truth(sample):
        model = sample.column("reward_model")
        return model["ground_truth"] if isinstance(model, dict) and "ground_truth" in model else sample.answer

    @staticmethod
    def extra_info(sample):
        info = sample.column("extra_info")
        known = {"id": sample.id, "question": sample.prompt, "answer": sample.answer, "images": sample.images()}
        return {**known, **(info if isinstance(info, dict) else sample.columns())}


class OpenRlhf(Style):
    """OpenRLHF: lists of prompts with their answers, of prompts, and of labels."""

    name = "openrlhf"
    value = "rewards"
    offers = ("queries", "prompts", "labels", "raw_images")

    def given(self, function, samples):
        return {
            "queries": lambda: [each.prompt + each.text for each in samples],
            "prompts": lambda: [each.prompt for each in samples],
            "labels": lambda: [each.answer for each in samples],
            "raw_images": lambda: [each.images() for each in samples],
        }


class Single(Style):
    """A form that has one argument, by position, and takes what kwargs holds by name."""

    def fault(self, signature, settings):
        free = [name for name, each in named(signature)
                if each.default is inspect.Parameter.empty and name not in settings]
        if len(free) != 1:
            return "it must take one argument without a default, not %s" % (", ".join(free) or "none")
        return self.surplus(signature, settings)

    def arguments(self, function, samples):
        given = [self.one(each) for each in samples]
        return [given if self.batches else given[0]], {}


class EasyR1(Single):
    """EasyR1: dicts of an answer, its length and its ground truth, one or a list of them."""

    name = "easyr1"
    value = "overall"

    def __init__(self, batches):
        self.batches = batches

    @staticmethod
    def one(sample):
        known = {"response": sample.text, "response_length": sample.length, "ground_truth": sample.answer}
        return {**known, "images": sample.images()} if sample.sent.get("images") else known


class Own(Single):
    """Millrace's own: dicts with all that is known, a list of them (samples) or one (sample)."""

    name = "millrace"

    def __init__(self, batches):
        self.batches = batches

    @staticmethod
    def one(sample):
        return sample.whole()


def choose(asked, signature, module):
    """The style of a function and why; None and what to do about it, if it has none."""
    names = [name for name, each in named(signature)]
    each = module.__dict__.get("REWARD_TYPE")
    if asked != "auto":
        return of(asked, names, each), "as style says"
    if each in ("batch", "sequential") or "REWARD_NAME" in module.__dict__:
        return of("easyr1", names, each), "the file has REWARD_TYPE or REWARD_NAME"
    for style, words in (("trl", ["completions"]), ("openrlhf", ["queries"]), ("verl", ["solution_str"]),
                         ("easyr1", ["reward_inputs"]), ("easyr1", ["reward_input"]),
                         ("millrace", ["samples"]), ("millrace", ["sample"])):
        if all(word in names for word in words):
            return of(style, names, each), "it takes " + ", ".join(words)
    return None, ("has a form that is not known; name it by style: trl takes completions, verl solution_str, easyr1 a dict"
                  " or a list of them, openrlhf queries, and millrace samples")


def of(style, names, reward_type):
    if style == "easyr1":
        return EasyR1(reward_type == "batch" or reward_type is None and "reward_input" not in names)
    if style == "millrace":
        return Own("sample" not in names)
    return {"trl": Trl, "verl": Verl, "openrlhf": OpenRlhf}[style]()


def named(signature):
    return [(name, each) for name, each in signature.parameters.items() if each.kind not in ANY]


def bound(read, samples, name):
    return lambda: read(samples, name)


def column(samples, name):
    return [each.column(name) for each in samples]

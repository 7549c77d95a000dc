"""Calls the user's function and makes verdicts of what it says: a value, an abstention, or a failure with its cause."""

import asyncio
import inspect
import json
import math
import traceback

import millrace_samples
import millrace_styles


class Wrong(Exception):
    """The function has said something that is no verdict."""


class Call:
    """One call of the function, or, where it is a coroutine of one sample, as many at once as there are samples."""

    def __init__(self, judging, first, samples):
        self.judging = judging
        self.first = first
        self.samples = samples
        self.about = samples[0].id if len(samples) == 1 else samples[0].sent["group"]

    def verdicts(self):
        """Yields, as they come, where verdicts begin among the samples, and the verdicts."""
        yield self.first, self.judging.judge(self.samples)


class Judging:
    """Judges samples by a function. Its coroutines share one loop, so that they can keep connections."""

    def __init__(self, function):
        self.function = function
        self.style = function.style
        self.loop = None

    def calls(self, request):
        images = millrace_samples.Images(request["images"])
        samples = [millrace_samples.Sample(each, images) for each in request["samples"]]
        if self.style.batches:
            return [Call(self, 0, samples)]
        if inspect.iscoroutinefunction(self.function.target):
            return [Together(self, 0, samples)]
        return [Call(self, index, [sample]) for index, sample in enumerate(samples)]

    def judge(self, samples):
        try:
            said = self.ask(samples)
            if inspect.isawaitable(said):
                said = self.run(said)
            return self.read(said, samples)
        except BaseException as error:
            return [self.failed(error)] * len(samples)

    def ask(self, samples):
        positional, named = self.style.arguments(self.function, samples)
        for name, each in self.function.signature.parameters.items():
            needed = each.default is inspect.Parameter.empty and each.kind not in millrace_styles.ANY
            if needed and not positional and name not in named and name not in self.function.settings:
                columns = ", ".join(sorted(samples[0].sent["columns"])) or "none"
                raise Wrong("%s asks for the column %s, which the prompt does not have (its columns: %s)" % (
                    self.function.name, name, columns))
        return self.function.target(*positional, **{**named, **self.function.settings})

    def together(self, samples):
        async def one(index):
            try:
                return index, self.read(await self.ask([samples[index]]), [samples[index]])[0]
            except BaseException as error:
                return index, self.failed(error)

        async def first_of(tasks):
            return await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

        left = {self.own_loop().create_task(one(index)) for index in range(len(samples))}
        while left:
            done, left = self.own_loop().run_until_complete(first_of(left))
            for task in done:
                index, verdict = task.result()
                yield index, [verdict]

    def run(self, awaitable):
        async def awaited():
            return await awaitable

        return self.own_loop().run_until_complete(awaited())

    def own_loop(self):
        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        return self.loop

    def read(self, said, samples):
        if not self.style.batches:
            return [self.verdict(said)]
        parts = [{} for _ in samples]
        if isinstance(said, dict):
            said, parts = self.lists(said, len(samples))
        said = plain(said)
        if not isinstance(said, (list, tuple)):
            raise Wrong("%s gave %s for %d samples, and not a list with a score for each" % (
                self.function.name, kind(said), len(samples)))
        if len(said) != len(samples):
            raise Wrong("%s gave %d scores for %d samples" % (self.function.name, len(said), len(samples)))
        return [self.verdict(each, part) for each, part in zip(said, parts)]

    def lists(self, said, count):
        """A dict of lists, as OpenRLHF's functions give it: the values, and for each sample what else is said of it."""
        value = self.key(said)
        parts = [{} for _ in range(count)]
        for name, content in said.items():
            inner = content if isinstance(content, dict) else {name: content}
            for key, each in inner.items():
                each = plain(each)
                if name != value and isinstance(each, (list, tuple)) and len(each) == count:
                    for part, own in zip(parts, each):
                        part[key] = own
        return said[value], parts

    def key(self, said):
        for name in (self.style.value, "score", "overall", "reward", "rewards"):
            if name in said:
                return name
        raise Wrong("%s gave a dict without %s; it has %s" % (
            self.function.name, self.style.value, ", ".join(sorted(map(str, said))) or "nothing"))

    def verdict(self, said, detail=None):
        try:
            detail = dict(detail or {})
            if isinstance(said, dict):
                name = self.key(said)
                detail.update((key, part) for key, part in said.items() if key != name)
                said = said[name]
            if said is None:
                return {"none": "%s gave None" % self.function.name}
            value = number(said)
            if value is None:
                raise Wrong("%s gave %s, and not a number" % (self.function.name, kind(said)))
            if not math.isfinite(value):
                raise Wrong("%s gave %s, which is no score" % (self.function.name, value))
            return {"value": value, "detail": self.written(detail)} if detail else {"value": value}
        except BaseException as error:
            return self.failed(error)

    def written(self, detail):
        text = json.dumps(clean(detail), default=lambda part: str(part) if number(part) is None else clean(number(part)))
        most = self.function.longest_detail
        return text if len(text) <= most else json.dumps(
            {"left_out": "a detail of %d characters; %d are kept" % (len(text), most)})

    def failed(self, error):
        if isinstance(error, Wrong):
            return {"failed": str(error)}
        traceback.print_exception(type(error), error, error.__traceback__)
        return {"failed": self.function.failure(error)}


class Together(Call):
    """Coroutines of one sample each, which run at the same time and are told of as they end."""

    def verdicts(self):
        yield from self.judging.together(self.samples)


def plain(values):
    """Arrays and tensors as lists."""
    return values.tolist() if hasattr(values, "tolist") else values


def number(said):
    """A number of any kind as a float; None if it is none."""
    if isinstance(said, (str, bytes)):
        return None
    try:
        return float(said)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        return None


def clean(part):
    """What JSON can hold: numbers that are not finite become words."""
    if isinstance(part, float) and not math.isfinite(part):
        return str(part)
    if isinstance(part, dict):
        return {str(key): clean(each) for key, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [clean(each) for each in part]
    return part


def kind(said):
    return "a " + type(said).__name__

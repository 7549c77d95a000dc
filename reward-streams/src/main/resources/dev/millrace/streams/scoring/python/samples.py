"""What is known of one answer, under the names that functions ask for."""

import base64
import json


class Images:
    """The images of a message by their digests, decoded once however many samples name them."""

    def __init__(self, encoded):
        self.encoded = encoded
        self.decoded = {}

    def get(self, digest):
        if digest not in self.decoded:
            self.decoded[digest] = base64.b64decode(self.encoded[digest])
        return self.decoded[digest]


class Sample:
    """One answer of the policy, as Millrace has sent it."""

    def __init__(self, sent, shared):
        self.sent = sent
        self.shared = shared
        self.id = sent["id"]
        self.text = sent["text"]
        self.prompt = sent["prompt"]
        self.answer = sent.get("answer")
        self.length = sent.get("length", 0)
        self.tokens = sent.get("tokens", [])

    def has(self, name):
        return name in self.sent["columns"] or name in STANDARD

    def column(self, name):
        """A column of the data set's row; else what Millrace itself knows under that name; else None."""
        if name in self.sent["columns"]:
            return parsed(self.sent["columns"][name])
        return STANDARD[name](self) if name in STANDARD else None

    def columns(self):
        return {name: parsed(text) for name, text in self.sent["columns"].items()}

    def images(self):
        return [self.shared.get(digest) for digest in self.sent.get("images", [])]

    def image(self):
        drawn = self.sent.get("image")
        return None if drawn is None else self.shared.get(drawn)

    def messages(self):
        """The prompt as a conversation."""
        system = self.sent.get("system")
        said = [] if system is None else [{"role": "system", "content": system}]
        return said + [{"role": "user", "content": self.prompt}]

    def whole(self):
        """All of it, as a dict."""
        known = {"id": self.id, "group": self.sent["group"], "index": self.sent["index"], "text": self.text,
                 "tokens": self.tokens, "columns": self.columns(), "image": self.image()}
        for name in ("prompt_id", "system", "prompt", "answer", "task", "category", "rules", "images"):
            known[name] = STANDARD[name](self)
        return known


def answer(sample):
    return sample.answer


STANDARD = {
    "id": lambda sample: sample.sent["prompt_id"],
    "prompt_id": lambda sample: sample.sent["prompt_id"],
    "system": lambda sample: sample.sent.get("system"),
    "prompt": lambda sample: sample.prompt,
    "problem": lambda sample: sample.prompt,
    "question": lambda sample: sample.prompt,
    "answer": answer,
    "solution": answer,
    "ground_truth": answer,
    "reference": answer,
    "label": answer,
    "task": lambda sample: sample.sent.get("task"),
    "category": lambda sample: sample.sent.get("category"),
    "rules": lambda sample: parsed(sample.sent.get("rules")),
    "images": lambda sample: sample.images(),
}


def parsed(text):
    """A value from its JSON; what is no JSON stays a text."""
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text

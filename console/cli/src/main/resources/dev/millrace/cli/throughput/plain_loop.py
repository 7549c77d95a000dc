"""Calls a reward in a loop, a group in each round, and prints the milliseconds that a sample takes."""

import importlib.util
import sys
import time

path, form, size, tokens, seconds = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
spec = importlib.util.spec_from_file_location("rewards", path)
rewards = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rewards)
reward = getattr(rewards, form)

prompts = ["What is 1 + 1?"] * size
texts = [" ".join("w%d" % ((index + t) % 997) for t in range(tokens)) for index in range(size)]
labels = ["2"] * size
ids = [list(range(tokens))] * size

rounds = {
    "trl": lambda: reward(prompts=prompts, completions=texts, completion_ids=ids, answer=labels),
    "verl": lambda: [reward(data_source="sums", solution_str=text, ground_truth=label, extra_info={})
                     for text, label in zip(texts, labels)],
    "easyr1": lambda: reward([{"response": text, "response_length": tokens, "ground_truth": label}
                              for text, label in zip(texts, labels)]),
    "openrlhf": lambda: reward(queries=[prompt + text for prompt, text in zip(prompts, texts)],
                               prompts=prompts, labels=labels),
    "millrace": lambda: reward([{"prompt": prompt, "text": text, "answer": label}
                                for prompt, text, label in zip(prompts, texts, labels)]),
}[form]

count = 0
begin = time.perf_counter()
while time.perf_counter() - begin < seconds:
    for _ in range(100):
        rounds()
    count += 100 * size
print(1000 * (time.perf_counter() - begin) / count)

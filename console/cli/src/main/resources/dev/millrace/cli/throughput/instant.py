"""Rewards that take no time, in every form."""


def trl(prompts, completions, answer, **kwargs):
    return [1.0] * len(completions)


def verl(data_source, solution_str, ground_truth, extra_info=None):
    return 1.0


def easyr1(reward_inputs):
    return [{"overall": 1.0} for each in reward_inputs]


def openrlhf(queries, prompts, labels):
    return {"rewards": [1.0] * len(queries)}


def millrace(samples):
    return [1.0] * len(samples)

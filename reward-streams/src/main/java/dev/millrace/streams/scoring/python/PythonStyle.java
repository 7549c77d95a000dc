package dev.millrace.streams.scoring.python;

import java.util.Locale;

/** The form that a reward function has. */
public enum PythonStyle {
    /** Told by the names of its arguments; the log says what was told. */
    AUTO,
    /** {@code score(samples)} or {@code score(sample)}, with dicts of all that is known. */
    MILLRACE,
    /** {@code f(prompts, completions, **columns)}, a list of scores. */
    TRL,
    /** {@code compute_score(data_source, solution_str, ground_truth, extra_info)}. */
    VERL,
    /** {@code compute_score(reward_inputs)} or {@code (reward_input)}, with {@code REWARD_TYPE} in its file. */
    EASYR1,
    /** {@code reward_func(queries, prompts, labels)}. */
    OPENRLHF;

    /** As the settings and the adapter write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

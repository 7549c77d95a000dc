package dev.millrace.policy.pretrain;

import dev.millrace.policy.model.Prompt;
import dev.millrace.policy.text.Tokens;

/**
 * A prompt and the response to learn.
 *
 * @param response with its end mark
 */
public record SupervisedExample(Prompt prompt, Tokens response) {}

package dev.millrace.scenes.qwen;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.text.Tokens;

/**
 * A prompt and the answer to learn.
 *
 * @param answer with its end mark
 * @param seen how many of its first tokens say what is seen
 */
public record SceneChat(PolicyInput prompt, Tokens answer, int seen) {}

package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.policy.text.Tokens;

/**
 * A prompt and the response to learn.
 *
 * @param response with its end mark
 * @param thinking how many of its first tokens are thinking
 */
public record SupervisedExample(ModelPrompt prompt, Tokens response, int thinking) {

    public SupervisedExample {
        if (thinking < 0 || thinking > response.length()) {
            throw new IllegalArgumentException(
                    "of " + response.length() + " tokens, " + thinking + " cannot be thinking");
        }
    }
}

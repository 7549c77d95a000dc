package dev.millrace.workers.engines.ask;

import dev.millrace.policy.text.Tokens;
import java.util.Arrays;

/** Prompts as tokens. Pure. */
final class PromptCheck {

    private PromptCheck() {}

    /** @throws RefusedReplyException naming the first difference, if a server has written a prompt otherwise than we */
    static void requireSame(Tokens ours, Tokens theirs) throws RefusedReplyException {
        if (ours.equals(theirs)) {
            return;
        }
        int at = Arrays.mismatch(ours.toArray(), theirs.toArray());
        throw new RefusedReplyException(
                RefusalCause.PROMPT_TOKENS,
                "the server writes the prompt in " + theirs.length() + " tokens, we in " + ours.length()
                        + "; at token " + at + " it has " + shown(theirs, at) + " and we " + shown(ours, at)
                        + ": its chat template, tokenizer or image processor is another than the checkpoint's here");
    }

    private static String shown(Tokens tokens, int at) {
        return at < tokens.length() ? String.valueOf(tokens.at(at)) : "none";
    }

    static Tokens together(Tokens prompt, Tokens answer) {
        int[] all = Arrays.copyOf(prompt.toArray(), prompt.length() + answer.length());
        System.arraycopy(answer.toArray(), 0, all, prompt.length(), answer.length());
        return Tokens.of(all);
    }
}

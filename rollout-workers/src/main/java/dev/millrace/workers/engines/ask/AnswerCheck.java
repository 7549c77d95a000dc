package dev.millrace.workers.engines.ask;

import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks at each answer before it is used. Text is made of the tokens here; what the server says of it is not read. Immutable.
 */
final class AnswerCheck {

    private static final String ABORT = "abort";
    private static final String STOP = "stop";
    private static final String LENGTH = "length";

    private final PromptFormat format;
    private final ServedForm form;
    private final int vocabulary;

    AnswerCheck(PromptFormat format, ServedForm form, int vocabulary) {
        this.format = format;
        this.form = form;
        this.vocabulary = vocabulary;
    }

    /** @throws RefusedReplyException naming what is wrong with it */
    CheckedAnswer check(RawAnswer raw, ServedPrompt prompt, SamplingSettings settings) throws RefusedReplyException {
        if (raw.finish().equals(ABORT)) {
            throw new RefusedReplyException(RefusalCause.ABORTED, "the server has cut the answer off");
        }
        requirePrompt(raw, prompt);
        requireTokens(raw.tokens(), settings);
        TokenValues logProbs = logProbs(raw);
        String said = format.decode(raw.tokens());
        for (String word : settings.filters().badWords()) {
            if (said.contains(word)) {
                throw new RefusedReplyException(RefusalCause.BAD_WORD, "the answer holds the bad word '" + word + "'");
            }
        }
        return ended(raw, logProbs, said, settings);
    }

    private static void requirePrompt(RawAnswer raw, ServedPrompt prompt) throws RefusedReplyException {
        if (raw.promptTokens().isPresent()) {
            PromptCheck.requireSame(prompt.input().tokens(), raw.promptTokens().get());
        }
        int expected = prompt.input().length();
        if (raw.promptLength().orElse(expected) != expected) {
            throw new RefusedReplyException(
                    prompt.dataUris().isEmpty() ? RefusalCause.PROMPT_TOKENS : RefusalCause.IMAGE_PLACES,
                    "the server counts " + raw.promptLength().getAsInt()
                            + " tokens of the prompt with its images, we count " + expected);
        }
    }

    private void requireTokens(Tokens tokens, SamplingSettings settings) throws RefusedReplyException {
        if (tokens.isEmpty()) {
            throw new RefusedReplyException(RefusalCause.NO_TOKENS, "the answer has no token");
        }
        if (tokens.length() > settings.maxTokens()) {
            throw new RefusedReplyException(
                    RefusalCause.TOO_LONG,
                    "the answer has " + tokens.length() + " tokens, at most " + settings.maxTokens()
                            + " were asked for");
        }
        for (int i = 0; i < tokens.length(); i++) {
            int id = tokens.at(i);
            if (id < 0 || id >= vocabulary) {
                throw new RefusedReplyException(
                        RefusalCause.UNKNOWN_TOKEN,
                        "token " + i + " is " + id + ", and the policy has " + vocabulary + " ids");
            }
            if (!form.maySay(id)) {
                throw new RefusedReplyException(
                        RefusalCause.FORBIDDEN_TOKEN, "token " + i + " is " + id + ", the place of an image");
            }
        }
    }

    private static TokenValues logProbs(RawAnswer raw) throws RefusedReplyException {
        List<Optional<Double>> given = raw.logProbs();
        if (given.size() != raw.tokens().length()) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_COUNT,
                    "the answer has " + raw.tokens().length() + " tokens and " + given.size() + " log-probabilities");
        }
        if (raw.logProbTokens().isPresent() && !raw.logProbTokens().get().equals(raw.tokens())) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_TOKENS, "the log-probabilities are of other tokens than those of the answer");
        }
        float[] values = new float[given.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = LogProbs.checked(given.get(i), i);
        }
        return TokenValues.of(values);
    }

    private CheckedAnswer ended(RawAnswer raw, TokenValues logProbs, String said, SamplingSettings settings)
            throws RefusedReplyException {
        Tokens tokens = raw.tokens();
        Optional<String> stop =
                settings.stop().stream().filter(said::contains).min(Comparator.comparingInt(said::indexOf));
        boolean isEnd = format.stopIds().contains(tokens.at(tokens.length() - 1));
        if (raw.finish().equals(STOP) && stop.isPresent()) {
            String text = said.substring(0, said.indexOf(stop.get()));
            return new CheckedAnswer(tokens, logProbs, text, FinishReason.STOP, stop, raw.spans());
        }
        if (stop.isPresent()) {
            throw new RefusedReplyException(
                    RefusalCause.STOP_TEXT,
                    "the answer holds the stop text '" + stop.get() + "' and did not end there");
        }
        if (raw.finish().equals(STOP) && isEnd) {
            return new CheckedAnswer(
                    tokens, logProbs, said, FinishReason.END_OF_SEQUENCE, Optional.empty(), raw.spans());
        }
        if (raw.finish().equals(LENGTH) && !isEnd) {
            return new CheckedAnswer(tokens, logProbs, said, FinishReason.LENGTH, Optional.empty(), raw.spans());
        }
        throw new RefusedReplyException(
                RefusalCause.FINISH_REASON,
                "the server says that the answer ended by '" + raw.finish() + "', and its last token is "
                        + tokens.at(tokens.length() - 1) + (isEnd ? ", an end mark" : ", no end mark of ours"));
    }
}

package dev.millrace.workers.engines.ask;

import java.util.Locale;

/** Why a reply, or one answer of it, is not used. */
public enum RefusalCause {
    /** The reply is no JSON, or cut off. */
    MALFORMED(true),
    /** There are fewer or more choices than asked for. */
    CHOICES(true),
    /** The answer has no token. */
    NO_TOKENS(true),
    /** There is another number of log-probabilities than of tokens. */
    LOG_PROB_COUNT(true),
    /** A log-probability is missing, or −9999, which stands for none. */
    LOG_PROB_MISSING(true),
    /** A log-probability is NaN or infinite. */
    LOG_PROB_NOT_FINITE(true),
    /** A log-probability is above 0. */
    LOG_PROB_ABOVE_ZERO(true),
    /** The log-probabilities are of other tokens than those of the answer. */
    LOG_PROB_TOKENS(true),
    /** A token lies outside of the vocabulary. */
    UNKNOWN_TOKEN(false),
    /** A token that the policy never says, such as the place of an image. */
    FORBIDDEN_TOKEN(false),
    /** There are more tokens than asked for. */
    TOO_LONG(true),
    /** The server has written the prompt in other tokens than we. */
    PROMPT_TOKENS(false),
    /** The server gives an image another number of places, or another place, than we. */
    IMAGE_PLACES(false),
    /** It is not said, or not known to us, why the answer ended. */
    FINISH_REASON(false),
    /** The answer was cut off by the server. */
    ABORTED(true),
    /** The answer goes on after a text that should have ended it. */
    STOP_TEXT(false),
    /** The answer holds a word that it must not. */
    BAD_WORD(false),
    /** The answer is by other weights than those that were asked for. */
    WEIGHTS(true);

    private final boolean mayPass;

    RefusalCause(boolean mayPass) {
        this.mayPass = mayPass;
    }

    /** Whether to ask again may help; else the same seed would give the same again. */
    public boolean mayPass() {
        return mayPass;
    }

    /** The name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

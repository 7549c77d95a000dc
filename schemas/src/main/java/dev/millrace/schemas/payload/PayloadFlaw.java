package dev.millrace.schemas.payload;

/** What is wrong with a payload. */
public sealed interface PayloadFlaw {

    /** What is wrong, in a few words. */
    String text();

    /** Whether it is a number that is none, or has no end. */
    default boolean isNonFinite() {
        return false;
    }

    /** There is no token. */
    record Empty() implements PayloadFlaw {
        @Override
        public String text() {
            return "it has no response token";
        }
    }

    /**
     * An array has too few or too many entries.
     *
     * @param expected tokens or steps
     */
    record WrongLength(PayloadField field, int entries, int expected) implements PayloadFlaw {
        @Override
        public String text() {
            return field.path() + " has " + entries + " entries for " + expected + " tokens";
        }
    }

    /** A value is NaN or infinite. */
    record NotFinite(PayloadField field, int token, float value) implements PayloadFlaw {
        @Override
        public String text() {
            return field.path() + " of token " + token + " is " + value;
        }

        @Override
        public boolean isNonFinite() {
            return true;
        }
    }

    /** The log-probability of a token is above 0 by more than rounding. */
    record NoProbability(int token, float value) implements PayloadFlaw {
        @Override
        public String text() {
            return PayloadField.LOGPROBS.path() + " of token " + token + " is " + value
                    + ", which is no logarithm of a probability";
        }
    }

    /** A version, an entropy or a divergence is below 0 by more than rounding. */
    record Below0(PayloadField field, int token, Number value) implements PayloadFlaw {
        @Override
        public String text() {
            return field.path() + " of token " + token + " is " + value + ", which is below 0";
        }
    }

    /** It cannot be how an image was drawn. */
    record BadDrawing(String text, boolean isNonFinite) implements PayloadFlaw {}
}

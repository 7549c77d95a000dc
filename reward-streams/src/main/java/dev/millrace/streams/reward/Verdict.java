package dev.millrace.streams.reward;

/** What a scorer says of one trajectory. */
public sealed interface Verdict {

    /**
     * A score.
     *
     * @param value finite; its scale is the scorer's own
     * @param detail what the value is made of, as JSON; empty where there is nothing to say
     */
    record Scored(double value, String detail) implements Verdict {

        /** A score without detail. */
        public Scored(double value) {
            this(value, "");
        }

        /** @throws IllegalArgumentException if {@code value} is NaN or infinite */
        public Scored {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a score must be finite, not " + value);
            }
        }

        /** Without the detail, which may be long. */
        @Override
        public String toString() {
            return "Scored[value=" + value + "]";
        }
    }

    /**
     * The scorer does not apply: it has nothing to say of this trajectory, and that is no fault.
     *
     * @param reason why; may be empty
     */
    record Abstained(String reason) implements Verdict {}

    /**
     * The scorer should have spoken and could not. Never to be read as a score of 0.
     *
     * @param cause what went wrong
     */
    record Failed(String cause) implements Verdict {}
}

package dev.millrace.learner.step;

/**
 * How much goes through the policy in one forward and backward pass. It bounds memory, and changes no result beyond rounding.
 *
 * @param groups at most so many groups, at least 1
 * @param tokens at most so many tokens: those of each prompt once, its images included, and those of its answers; 0 for any number.
 *     A group that is larger is cut, a single answer never
 */
public record MicroBatchLimit(int groups, int tokens) {

    public MicroBatchLimit {
        if (groups < 1 || tokens < 0) {
            throw new IllegalArgumentException(
                    "a micro-batch takes at least 1 group and 0 or more tokens, not " + groups + " and " + tokens);
        }
    }

    /** Whether so many tokens may go through the policy together. */
    boolean allows(long count) {
        return tokens == 0 || count <= tokens;
    }

    /** So many groups, however long they are. */
    public static MicroBatchLimit ofGroups(int groups) {
        return new MicroBatchLimit(groups, 0);
    }
}

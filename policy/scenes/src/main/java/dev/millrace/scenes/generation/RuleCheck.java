package dev.millrace.scenes.generation;

/**
 * One verifiable part of the rules, held against an image.
 *
 * @param rule where it stands in the rules, for instance {@code include[0].color}
 * @param asked what it asks for, in words
 * @param found how many objects fulfil it
 * @param credit 1 if it holds, else the share that is fulfilled, below 1
 */
public record RuleCheck(String rule, String asked, int found, double credit) {

    public boolean holds() {
        return credit >= 1;
    }

    static RuleCheck atLeast(String rule, String asked, int found, int count) {
        return new RuleCheck(rule, asked, found, Math.min(1.0, (double) found / count));
    }

    static RuleCheck fewer(String rule, String asked, int found, int count) {
        return new RuleCheck(rule, asked, found, found < count ? 1 : 0);
    }
}

package dev.millrace.scenes.judges;

/** What an image earns that fulfils some of its rules. */
public enum InstructionCredit {
    /** 1 if every rule holds, else 0 (LVRPO, arXiv 2603.27693, equation 7). */
    ALL,
    /** The mean credit of the rules: what a policy never gets wholly right can still be reinforced. */
    PARTIAL
}

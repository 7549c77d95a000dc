package dev.millrace.streams.scoring.math;

/** Where in a response the answer stands. */
public enum AnswerMark {
    /** In the last {@code <answer>…</answer>}, and there or else anywhere in the last {@code \boxed{…}}; else it is all of it. */
    ANY,
    /** In the last {@code \boxed{…}}; a response without one is wrong. */
    BOXED,
    /** In the last {@code <answer>…</answer>}; a response without one is wrong. */
    TAG
}

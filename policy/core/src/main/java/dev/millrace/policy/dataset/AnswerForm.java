package dev.millrace.policy.dataset;

/** What of an answer column is the reference answer. */
public enum AnswerForm {
    /** What stands between the last answer tags or in the last box behind the thinking; all of it where there is neither. */
    AUTO,
    /** All of it. */
    AS_WRITTEN
}

package dev.millrace.policy.answer;

/** The tags around a response's thinking. */
final class ThinkTags {

    static final String OPEN = "<think>";
    static final String CLOSE = "</think>";

    private ThinkTags() {}
}

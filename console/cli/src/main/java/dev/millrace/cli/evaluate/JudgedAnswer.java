package dev.millrace.cli.evaluate;

/**
 * What a policy answered to one question.
 *
 * @param item the question
 * @param response what it said
 * @param isRight whether that was accepted
 */
public record JudgedAnswer(EvaluationItem item, String response, boolean isRight) {}

package dev.millrace.workers.engines.ask;

import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An answer as a server gave it, not looked at yet.
 *
 * @param index among the answers of the request
 * @param tokens what was drawn
 * @param logProbs one for each token, NaN among them where the server wrote it; empty for one that is missing
 * @param logProbTokens the tokens that log-probabilities are of, where the server says them
 * @param finish why it ended, in the server's word; empty where it does not say
 * @param promptTokens the prompt as the server wrote it, where it says so
 * @param promptLength tokens of the prompt with the places of images, where the server says so
 * @param spans by which weights the tokens were drawn, where the server says so
 */
record RawAnswer(
        int index,
        Tokens tokens,
        List<Optional<Double>> logProbs,
        Optional<Tokens> logProbTokens,
        String finish,
        Optional<Tokens> promptTokens,
        OptionalInt promptLength,
        List<WeightSpan> spans) {}

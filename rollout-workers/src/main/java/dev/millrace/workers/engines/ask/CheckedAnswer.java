package dev.millrace.workers.engines.ask;

import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * An answer that may be used.
 *
 * @param text without end mark and stop text
 * @param stopText the stop text that ended it, if one did
 * @param spans by which weights, where the server says so
 */
public record CheckedAnswer(
        Tokens tokens,
        TokenValues logProbs,
        String text,
        FinishReason finish,
        Optional<String> stopText,
        List<WeightSpan> spans) {}

package dev.millrace.cli.experiment;

import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.reshaping.ReshapedTokens;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reshaping.Response;
import dev.millrace.streams.reshaping.TokenMeasures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the tokens that a reshaper amplifies are those that name what is seen. Pure.
 *
 * @param text shows tokens of the policy
 * @param truth what is on the images
 */
public record TokenCheck(TokenText text, SceneTruth truth) {

    /** Counts over all answers, each with an advantage of 1. */
    public TokenCounts check(Reshaper reshaper, MeasuredAnswers measured) {
        TokenCounts counts = TokenCounts.NONE;
        for (MeasuredAnswers.Group group : measured.groups()) {
            List<Response> responses = new ArrayList<>();
            List<SampledAnswer> answers = group.sampled().answers();
            for (int index = 0; index < answers.size(); index++) {
                int length = answers.get(index).tokens().length();
                responses.add(new Response(index, length, 1, measures(group.sampled(), index)));
            }
            // The id of no run's group: it seeds the control that shuffles.
            List<ReshapedTokens> credits = reshaper.reshape(new GroupId("check/" + group.prompt()), responses);
            for (int index = 0; index < credits.size(); index++) {
                counts = counts.plus(counts(
                        group.prompt(),
                        answers.get(index).tokens(),
                        Optional.ofNullable(credits.get(index).weights())));
            }
        }
        return counts;
    }

    /** What was measured of an answer, as reshapers read it. */
    static TokenMeasures measures(SampledGroup group, int index) {
        PackedFloats entropies = group.answers()
                .get(index)
                .entropies()
                .map(values -> PackedFloats.of(values.toArray()))
                .orElse(PackedFloats.of());
        if (group.dependency().isEmpty()) {
            return TokenMeasures.ofEntropies(entropies);
        }
        TokenDependency tokens = group.dependency().get().answers().get(index);
        return new TokenMeasures(
                PackedFloats.of(tokens.strong().toArray()),
                PackedFloats.of(tokens.weak().toArray()),
                entropies);
    }

    private TokenCounts counts(String prompt, Tokens tokens, Optional<PackedFloats> weights) {
        long perceptual = 0;
        long amplified = 0;
        long hits = 0;
        long trueHits = 0;
        List<String> words = text.pieces(tokens);
        boolean[] seen = SeenWords.of(words);
        for (int t = 0; t < tokens.length(); t++) {
            boolean names = seen[t];
            boolean above = weights.isPresent() && weights.get().at(t) > 1;
            perceptual += names ? 1 : 0;
            amplified += above ? 1 : 0;
            hits += names && above ? 1 : 0;
            trueHits += names && above && truth.shows(prompt, words.get(t)) ? 1 : 0;
        }
        return new TokenCounts(1, tokens.length(), perceptual, amplified, hits, trueHits);
    }
}

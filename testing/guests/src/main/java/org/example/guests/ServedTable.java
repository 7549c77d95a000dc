package org.example.guests;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One version of a table: draws a word, and ends there. Safe for all threads. */
final class ServedTable implements Rollouts {

    private final PolicyVersion version;
    private final Table table;
    private final TableFormat format;

    ServedTable(PolicyVersion version, Table table) {
        this.version = version;
        this.table = table;
        this.format = new TableFormat(table.config());
    }

    PolicyVersion version() {
        return version;
    }

    TableConfig config() {
        return table.config();
    }

    TableFormat format() {
        return format;
    }

    /** What tokens owe to images is not measured: a table does not look at them. */
    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        if (settings.maxTokens() > TableConfig.RESPONSE_TOKENS) {
            throw new IllegalArgumentException("a table gives " + TableConfig.RESPONSE_TOKENS
                    + " tokens, a word and the end mark, not " + settings.maxTokens());
        }
        long begun = System.nanoTime();
        List<SampledGroup> groups =
                requests.stream().map(request -> group(request, settings)).toList();
        return new SampledGroups(groups, Duration.ofNanos(System.nanoTime() - begun), Duration.ZERO);
    }

    private SampledGroup group(RolloutRequest request, SamplingSettings settings) {
        WordOdds odds = table.odds(format.row(request.input()), settings.isGreedy() ? 1 : settings.temperature());
        SplittableRandom random = new SplittableRandom(request.seed());
        return new SampledGroup(
                IntStream.range(0, settings.group())
                        .mapToObj(index -> settings.isGreedy() ? odds.likeliest() : odds.at(random.nextDouble()))
                        .map(word -> answer(word, odds, settings.maxTokens()))
                        .toList(),
                Optional.empty());
    }

    /** After its word there is nothing but the end, of which the table is sure. */
    private SampledAnswer answer(int word, WordOdds odds, int maxTokens) {
        boolean ends = maxTokens == TableConfig.RESPONSE_TOKENS;
        float logProb = (float) odds.logProb(word);
        float entropy = (float) odds.entropy();
        Tokens tokens = ends ? Tokens.of(word, table.config().endToken()) : Tokens.of(word);
        return new SampledAnswer(
                tokens,
                ends ? TokenValues.of(logProb, 0) : TokenValues.of(logProb),
                Optional.of(ends ? TokenValues.of(entropy, 0) : TokenValues.of(entropy)),
                TokenVersions.all(version, tokens.length()),
                format.decode(tokens),
                ends ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH);
    }
}

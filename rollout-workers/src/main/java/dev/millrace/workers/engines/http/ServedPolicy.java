package dev.millrace.workers.engines.http;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.workers.engines.probe.SamplerCapabilities;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the checkpoint here says of the policy that servers sample with. Closing it frees its tokenizer. */
final class ServedPolicy implements AutoCloseable {

    private final ModelSource checkpoint;
    private final PolicyFamily family;
    private final PolicyDescription described;
    private final ServedForm form;
    private final PromptFormat format;

    private ServedPolicy(ModelSource checkpoint, PolicyFamily family, ServedForm form) {
        this.checkpoint = checkpoint;
        this.family = family;
        this.form = form;
        this.described = family.describe(checkpoint);
        this.format = family.format(checkpoint);
    }

    /** @throws IllegalArgumentException if no server samples policies of its family */
    static ServedPolicy of(ModelSource checkpoint) {
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        ServedForm form = family.served(checkpoint)
                .orElseThrow(() ->
                        new IllegalArgumentException("worker.engine.type http: no inference server samples policies"
                                + " of family " + family.name() + "; set it to local"));
        return new ServedPolicy(checkpoint, family, form);
    }

    ServedForm form() {
        return form;
    }

    PromptFormat format() {
        return format;
    }

    /** As the family describes it. */
    PolicyDescription described() {
        return described;
    }

    /** With the abilities of the servers in place of those of an engine in this process. */
    PolicyDescription description(SamplerCapabilities can) {
        Set<Ability> abilities = EnumSet.of(Ability.STOPS_AT_TEXT);
        if (described.can(Ability.SEES_ANY_SIZE)) {
            abilities.add(Ability.SEES_ANY_SIZE);
        }
        if (can.scores()) {
            abilities.add(Ability.MEASURES_DEPENDENCY);
        }
        if (can.repeats()) {
            abilities.add(Ability.REPEATS_BY_SEED);
        }
        if (!can.honours().isEmpty()) {
            abilities.add(Ability.FILTERS_TOKENS);
        }
        return new PolicyDescription(
                described.family(),
                described.architecture(),
                described.vocabulary(),
                described.maxPromptTokens(),
                described.maxResponseTokens(),
                abilities);
    }

    /** A version of the weights as files that servers load. */
    Map<String, FileContents> files(PolicyUpdate update) {
        return family.servable(checkpoint, update);
    }

    @Override
    public void close() {
        format.close();
    }
}

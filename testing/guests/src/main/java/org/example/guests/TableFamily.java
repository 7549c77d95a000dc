package org.example.guests;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Optional;

/** Policies that answer from a table. */
public final class TableFamily implements PolicyFamily {

    @Override
    public String name() {
        return TableConfig.FAMILY;
    }

    @Override
    public PolicyDescription describe(ModelSource checkpoint) {
        return TableConfig.read(checkpoint).description();
    }

    @Override
    public PromptFormat format(ModelSource checkpoint) {
        return new TableFormat(TableConfig.read(checkpoint));
    }

    @Override
    public PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version) {
        return Table.read(checkpoint).update(version);
    }

    @Override
    public RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute) {
        return new TableEngine();
    }

    @Override
    public Optional<String> objection(ModelSource checkpoint, TrainingSettings settings) {
        return settings.adaptation().equals(Adaptation.FULL)
                ? Optional.empty()
                : Optional.of("a table is trained whole; set learner.train to full and learner.train_tower to false");
    }

    @Override
    public TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings) {
        objection(checkpoint, settings).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return new TableTrainable(checkpoint, settings);
    }
}

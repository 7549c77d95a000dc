package dev.millrace.cli.bench.policy;

import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch as a learner gets it, such as the first of a demo.
 *
 * @param requests prompts
 * @param groups the answers to them
 */
record DemoBatch(List<RolloutRequest> requests, List<SampledGroup> groups) {

    static final int GROUPS = 32;
    static final int GROUP_SIZE = 8;
    static final int MAX_TOKENS = 32;

    private static final float ADVANTAGE = 0.9f;

    /** The first scenes of a demo, and what the policy answers to them. */
    static DemoBatch sample(RolloutEngine engine) {
        List<RolloutRequest> requests = new ArrayList<>();
        for (DatasetEntry entry : ScenePrompts.ONE_SIZE.training(1, GROUPS)) {
            requests.add(new RolloutRequest(
                    ItemInput.of(engine.format(), entry.id(), entry.system(), entry.problem(), entry.images()),
                    requests.size()));
        }
        return new DemoBatch(
                requests,
                engine.sample(requests, new SamplingSettings(GROUP_SIZE, 1, MAX_TOKENS), Optional.empty())
                        .groups());
    }

    /** Tokens of all answers. */
    long tokens() {
        return groups.stream()
                .flatMap(group -> group.answers().stream())
                .mapToLong(answer -> answer.tokens().length())
                .sum();
    }

    /**
     * The batch as a learner trains it: half of the answers of a group are better than the others.
     *
     * @param withAdvantage groups of which that is so; those with most kinds of answers. The others have none
     */
    ExperienceBatch toTrain(int withAdvantage) {
        List<Integer> byVariety = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            byVariety.add(group);
        }
        byVariety.sort((one, other) -> Long.compare(kinds(other), kinds(one)));
        List<Integer> varied = byVariety.subList(0, withAdvantage);
        List<ReadGroup> read = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            read.add(read(group, varied.contains(group) ? ADVANTAGE : 0));
        }
        return new ExperienceBatch(0, read, read.size(), Duration.ZERO, Duration.ZERO);
    }

    private long kinds(int group) {
        return groups.get(group).answers().stream()
                .map(SampledAnswer::tokens)
                .distinct()
                .count();
    }

    private ReadGroup read(int group, float advantage) {
        GroupId id = new GroupId("bench/0/" + group);
        List<TrainableTrajectory> all = new ArrayList<>();
        for (SampledAnswer answer : groups.get(group).answers()) {
            int index = all.size();
            float[] advantages = new float[answer.tokens().length()];
            Arrays.fill(advantages, index % 2 == 0 ? advantage : -advantage);
            all.add(new TrainableTrajectory(
                    new TrajectoryId(id, index),
                    answer.tokens(),
                    Optional.empty(),
                    PackedFloats.of(answer.logProbs().toArray()),
                    PackedFloats.of(advantages),
                    1,
                    0,
                    0,
                    PackedInts.of(new int[advantages.length]),
                    FinishReason.EOS,
                    advantages[0],
                    Map.of(),
                    TokenCredit.NONE));
        }
        return new ReadGroup(
                id, Optional.of(new TrainableGroup(id, requests.get(group).input(), 0, advantage, all)), List.of());
    }
}

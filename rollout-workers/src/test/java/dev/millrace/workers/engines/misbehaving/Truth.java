package dev.millrace.workers.engines.misbehaving;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.workers.engines.http.BytesFamily;
import dev.millrace.workers.engines.http.BytesFormat;
import dev.millrace.workers.engines.http.HttpEngineFactory;
import dev.millrace.workers.stack.RunOnStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a server that behaves says, with each version, to the same prompts under the same seeds. */
final class Truth implements AutoCloseable {

    private final StandInServer server = StandInServer.start();
    private final RolloutEngine engine;

    Truth(Path folder) {
        engine = new HttpEngineFactory()
                .open(ServedRun.config(folder, Duration.ofMinutes(1), server), BytesFamily.context(folder));
    }

    /** How many of these are not what their version says. */
    long wrong(List<Trajectory> published) {
        Map<Integer, List<Trajectory>> byVersion =
                published.stream().collect(groupingBy(Truth::version, TreeMap::new, toList()));
        long wrong = 0;
        for (Map.Entry<Integer, List<Trajectory>> version : byVersion.entrySet()) {
            engine.apply(ServedRun.adapter(version.getKey()));
            wrong += version.getValue().stream().collect(groupingBy(Trajectory::getGroupId)).values().stream()
                    .mapToLong(this::wrongOfGroup)
                    .sum();
        }
        return wrong;
    }

    private long wrongOfGroup(List<Trajectory> group) {
        SampledGroup said = engine.sample(
                        List.of(request(group.get(0))),
                        new SamplingSettings(ServedRun.GROUP, 1, ServedRun.TOKENS),
                        Optional.empty())
                .groups()
                .get(0);
        return group.stream()
                .filter(trajectory -> !isThat(trajectory, said.answers().get(trajectory.getIndex())))
                .count();
    }

    private static RolloutRequest request(Trajectory trajectory) {
        int number = Integer.parseInt(trajectory.getPrompt().getPromptId().substring(1));
        EncodedImage image =
                EncodedImage.of("image/x-raw", RunOnStack.image(number % 3).encoded());
        return new RolloutRequest(
                new BytesFormat().encode(ServedRun.text(number), List.of(image)).orThrow(), trajectory.getSeed());
    }

    private static boolean isThat(Trajectory trajectory, SampledAnswer said) {
        return Arrays.equals(
                        PackedInts.view(trajectory.getTokens()).toArray(),
                        said.tokens().toArray())
                && Arrays.equals(
                        PackedFloats.view(trajectory.getLogprobs()).toArray(),
                        said.logProbs().toArray())
                && Arrays.stream(PackedInts.view(trajectory.getPolicyVersions()).toArray())
                        .allMatch(version -> version == version(trajectory));
    }

    /** The version of its first token. */
    static int version(Trajectory trajectory) {
        return PackedInts.view(trajectory.getPolicyVersions()).at(0);
    }

    @Override
    public void close() {
        try (server) {
            engine.close();
        }
    }
}

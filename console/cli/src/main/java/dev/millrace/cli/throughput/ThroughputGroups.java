package dev.millrace.cli.throughput;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Groups to be scored.
 *
 * @param groups how many
 * @param size trajectories of each
 * @param tokens tokens of each trajectory, each a word of its own
 */
public record ThroughputGroups(int groups, int size, int tokens) {

    /** All their trajectories, group by group. */
    public List<Trajectory> trajectories() {
        List<Trajectory> all = new ArrayList<>(groups * size);
        for (int group = 0; group < groups; group++) {
            for (int index = 0; index < size; index++) {
                all.add(trajectory(group, index));
            }
        }
        return all;
    }

    private Trajectory trajectory(int group, int index) {
        int seed = group * size + index;
        String text =
                IntStream.range(0, tokens).mapToObj(t -> "w" + (seed + t) % 997).collect(Collectors.joining(" "));
        return Trajectory.newBuilder()
                .setRunId("bench")
                .setGroupId("bench/0/" + group)
                .setIndex(index)
                .setGroupSize(size)
                .setPrompt(Prompt.newBuilder()
                        .setRunId("bench")
                        .setPromptId("p" + group)
                        .setTask(Task.UNDERSTANDING)
                        .setText("What is " + group + " + 1?")
                        .setReference(String.valueOf(group + 1))
                        .setCategory("sums")
                        .build())
                .setPromptTokens(PackedInts.of().bytes())
                .setTokens(PackedInts.of(IntStream.range(0, tokens)
                                .map(t -> (seed + t) % 50_000)
                                .toArray())
                        .bytes())
                .setLogprobs(PackedFloats.of(new float[tokens]).bytes())
                .setPolicyVersions(PackedInts.of(new int[tokens]).bytes())
                .setText(text)
                .setSeed(seed)
                .setSampledAt(Instant.EPOCH)
                .build();
    }
}

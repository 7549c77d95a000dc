package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Groups as a worker and two scorers write them. Their numbers are random: what compression can make of those of a real policy
 * is no worse. Belongs to one thread.
 */
public final class BenchGroups {

    /** The run that they are of. */
    public static final String RUN = "bench";

    static final List<String> SCORERS = List.of("accuracy", "format");

    /** Records that a group takes on the topics of trajectories and of scores. */
    static final int RECORDS = GroupShape.SIZE + SCORERS.size();

    private static final int PARTITIONS = 4;
    private static final int VOCABULARY = 150_000;
    private static final int SMALL_VOCABULARY = 256;
    private static final int LONG = 100;
    private static final List<String> WORDS =
            List.of("the", "digit", "red", "blue", "is", "<think>", "</think>", "eight", "left", "row");

    private final GroupShape shape;
    private final Random random;

    public BenchGroups(GroupShape shape, long seed) {
        this.shape = shape;
        this.random = new Random(seed);
    }

    /** The id of a group by its number. */
    public static String id(int group) {
        return RUN + "/" + group % PARTITIONS + "/" + group / PARTITIONS;
    }

    /** Its answers. */
    public List<Trajectory> trajectories(int group) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId(RUN)
                .setPromptId("scene-1-" + group)
                .setTask(Task.UNDERSTANDING)
                .setText("<image>What color is the 8?")
                .setImages(List.of(new ImageRef("0".repeat(64), "image/png")))
                .setReference("red")
                .setCategory("color")
                .build();
        List<Trajectory> all = new ArrayList<>();
        for (int index = 0; index < GroupShape.SIZE; index++) {
            all.add(trajectory(group, index, prompt));
        }
        return all;
    }

    private Trajectory trajectory(int group, int index, Prompt prompt) {
        int n = shape.tokens();
        int[] tokens =
                random.ints(n, 0, n > LONG ? VOCABULARY : SMALL_VOCABULARY).toArray();
        int[] versions = new int[n];
        Arrays.fill(versions, 17);
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(WORDS.get(token % WORDS.size())).append(' ');
        }
        return Trajectory.newBuilder()
                .setRunId(RUN)
                .setGroupId(id(group))
                .setIndex(index)
                .setGroupSize(GroupShape.SIZE)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of(5, 6, 7, 8, 9).bytes())
                .setTokens(PackedInts.of(tokens).bytes())
                .setLogprobs(floats(n, -1).bytes())
                .setEntropies(floats(n, 1).bytes())
                .setPolicyVersions(PackedInts.of(versions).bytes())
                .setText(text.toString())
                .setFinishReason(FinishReason.EOS)
                .setTemperature(1)
                .setSeed(random.nextInt())
                .setWorker("worker-0")
                .setSampledAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setDependency(
                        shape.measured()
                                ? new VisualDependency(
                                        floats(n, 1).bytes(),
                                        floats(n, 1).bytes(),
                                        "full_vocabulary",
                                        1L,
                                        0.5f,
                                        0.05f,
                                        17)
                                : null)
                .build();
    }

    /** What a scorer says of a whole group, in one record. */
    Score scores(int group, String scorer) {
        List<ScoreItem> others = new ArrayList<>();
        for (int index = 1; index < GroupShape.SIZE; index++) {
            others.add(ScoreItem.newBuilder()
                    .setIndex(index)
                    .setOutcome(ScoreOutcome.SCORED)
                    .setValue((double) random.nextInt(2))
                    .build());
        }
        return Score.newBuilder()
                .setRunId(RUN)
                .setGroupId(id(group))
                .setIndex(0)
                .setScorer(scorer)
                .setScorerVersion("1")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue((double) random.nextInt(2))
                .setScoredAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setLatencyMs(1)
                .setItems(others)
                .build();
    }

    private PackedFloats floats(int n, int sign) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = sign * random.nextFloat();
        }
        return PackedFloats.of(values);
    }
}

package dev.millrace.cli.page;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What workers, scorers and the assembly leave of groups. Used by one thread. */
final class PlayedSamples {

    static final List<String> CATEGORIES = List.of("color", "count", "position");

    private final PlayedTopics topics;
    private int groups;

    PlayedSamples(PlayedTopics topics) {
        this.topics = topics;
    }

    /** The next group has this number. */
    void from(int number) {
        groups = number;
    }

    /** A closed group of four whose rewards follow from the turn. */
    Experience traced(int turn, Instant now) throws Exception {
        String id = PlayedRun.RUN + "/0/" + groups++;
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            Trajectory trajectory = sampled(id, index, prompt("what?", Task.UNDERSTANDING, null, null), now)
                    .setTokens(PackedInts.of(20, 21, 22, 23, 24, 25).bytes())
                    .setText("an answer")
                    .build();
            // From 0 to 3 tenths of the turn: no two steps have the same mean.
            credited.add(credited(trajectory, publish(trajectory), index * turn / 10.0, 6));
        }
        double mean = credited.stream()
                .mapToDouble(ExperienceTrajectory::getReward)
                .average()
                .orElseThrow();
        double squares = credited.stream()
                .mapToDouble(each -> Math.pow(each.getReward() - mean, 2))
                .sum();
        Experience experience = Experience.newBuilder(experience(id, credited, now))
                .setCategory(CATEGORIES.get(turn % CATEGORIES.size()))
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(squares / 3))
                .setCodeVersion("0.1.0 (played)")
                .build();
        topics.send(topics.names().experience(), id, Experience.class, experience);
        return experience;
    }

    /** Trajectories of a group that nobody will train. */
    void dropped(String group, DropReason reason, String detail, int... indices) {
        Drop drop = Drop.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(group)
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(false)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy("streams")
                .setDroppedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        topics.send(topics.names().drops(), group, Drop.class, drop);
        topics.flush();
    }

    /** A scored and closed group of answers about an image, with S and S'. Gives its id. */
    String answers(String text, String imageHash) throws Exception {
        String id = PlayedRun.RUN + "/0/" + groups++;
        Instant now = topics.now();
        int[] tokens = {20, 21, 22, 23, 24, 25};
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            double accuracy = index % 2;
            Trajectory trajectory = sampled(id, index, prompt(text, Task.UNDERSTANDING, imageHash, null), now)
                    .setTokens(PackedInts.of(tokens).bytes())
                    .setText("an answer")
                    .setImageRuns(List.of(new ImageSpan(0, 16, 1, 4, 4)))
                    .setDependency(VisualDependency.newBuilder()
                            .setStrong(PackedFloats.of(0.1f, 1.9f, 0.02f, 0.7f, 0.3f, 0.01f)
                                    .bytes())
                            .setWeak(PackedFloats.of(0.05f, 0.2f, 0.01f, 0.6f, 0.1f, 0.01f)
                                    .bytes())
                            .setEstimator("full_vocabulary")
                            .setMaskSeed(1L)
                            .setMaskProbability(0.5f)
                            .setNoiseSigma(0.05f)
                            .setPolicyVersion(11)
                            .build())
                    .build();
            score(id, index, "accuracy", accuracy, null);
            credited.add(ExperienceTrajectory.newBuilder(credited(trajectory, publish(trajectory), accuracy, 6))
                    .setTokenWeights(
                            PackedFloats.of(0.9f, 2f, 0.85f, 1f, 1.1f, 0.8f).bytes())
                    .setRobustDependency(
                            PackedFloats.of(0.05f, 1f, 0.01f, 0.1f, 0.18f, 0f).bytes())
                    .build());
        }
        close(id, credited, now);
        return id;
    }

    /** A scored and closed group of drawn images with marks of rules. Gives its id. */
    String drawings(String text) throws Exception {
        String id = PlayedRun.RUN + "/1/" + groups++;
        Instant now = topics.now();
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            byte[] drawn = PlayedRun.picture(index);
            boolean right = index % 3 == 0;
            Trajectory trajectory = sampled(id, index, prompt(text, Task.GENERATION, null, "{\"include\":[]}"), now)
                    .setTokens(ByteBuffer.allocate(0))
                    .setText("")
                    .setImage(new ImageRef(topics.image(drawn, "image/png"), "image/png"))
                    .setFlow(FlowTrace.newBuilder()
                            .setTimes(
                                    PackedFloats.of(1f, 0.75f, 0.5f, 0.25f, 0f).bytes())
                            .setWindowBegin(1)
                            .setLatentTokens(1)
                            .setLatentSize(1)
                            .setLatents(PackedFloats.of(0f, 0f, 0f).bytes())
                            .setNoiseLevel(0.7f)
                            .build())
                    .build();
            score(
                    id,
                    index,
                    "instruction",
                    right ? 1 : 0,
                    "[{\"rule\":\"include[0].count\",\"asked\":\"1 of circle\",\"found\":1,\"credit\":1.0,\"holds\":true},"
                            + "{\"rule\":\"include[0].color\",\"asked\":\"1 of red circle\",\"found\":"
                            + (right ? 1 : 0) + ",\"credit\":" + (right ? "1.0" : "0.0") + ",\"holds\":" + right
                            + "}]");
            credited.add(credited(trajectory, publish(trajectory), right ? 1 : 0, 2));
        }
        close(id, credited, now);
        return id;
    }

    private Trajectory.Builder sampled(String group, int index, Prompt prompt, Instant now) {
        return Trajectory.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(group)
                .setIndex(index)
                .setGroupSize(4)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of(1, 2, 3).bytes())
                .setLogprobs(PackedFloats.of(-0.1f, -0.2f, -0.3f, -0.1f, -0.9f, -0.1f)
                        .bytes())
                .setEntropies(
                        PackedFloats.of(0.1f, 0.9f, 0.3f, 0.1f, 1.2f, 0.1f).bytes())
                .setPolicyVersions(PackedInts.of(11, 11, 11, 11, 12, 12).bytes())
                .setFinishReason(FinishReason.EOS)
                .setSeed(5L)
                .setWorker("worker-0")
                .setSampledAt(now);
    }

    private static Prompt prompt(String text, Task task, @Nullable String image, @Nullable String rules) {
        return Prompt.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setPromptId("p")
                .setTask(task)
                .setText(text)
                .setImages(image == null ? List.of() : List.of(new ImageRef(image, "text/html")))
                .setReference("red")
                .setRules(rules)
                .setCategory(CATEGORIES.get(0))
                .build();
    }

    private ExperienceTrajectory credited(Trajectory trajectory, LogPosition source, double reward, int length) {
        double advantage = reward > 0 ? 0.87 : -0.87;
        float[] shaped = new float[length];
        for (int i = 0; i < length; i++) {
            shaped[i] = (float) advantage * (i == 1 ? 2 : 1);
        }
        return ExperienceTrajectory.newBuilder()
                .setIndex(trajectory.getIndex())
                .setSource(source)
                .setLength(length)
                .setMinVersion(11)
                .setMaxVersion(12)
                .setComponents(Map.of("accuracy", reward))
                .setReward(reward)
                .setAdvantage(advantage)
                .setTokenAdvantages(PackedFloats.of(shaped).bytes())
                .build();
    }

    private void close(String group, List<ExperienceTrajectory> credited, Instant now) {
        topics.send(topics.names().experience(), group, Experience.class, experience(group, credited, now));
        topics.flush();
    }

    private static Experience experience(String group, List<ExperienceTrajectory> credited, Instant now) {
        return Experience.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(group)
                .setPromptId("p")
                .setCategory("color")
                .setGroupSize(4)
                .setTrajectories(credited)
                .setClosed(CloseReason.COMPLETE)
                .setEstimator("grpo")
                .setReshaper("prpo")
                .setRewardMean(0.5)
                .setRewardStd(0.577)
                .setOpenedAt(now)
                .setClosedAt(now.plusMillis(180))
                .build();
    }

    private void score(String group, int index, String scorer, double value, @Nullable String detail) {
        Score score = Score.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(group)
                .setIndex(index)
                .setScorer(scorer)
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(value)
                .setScoredAt(topics.now())
                .setLatencyMs(3)
                .setDetail(detail)
                .build();
        topics.send(topics.names().scores(), group, Score.class, score);
    }

    /** A group that nobody closes, as an event for those who count. */
    void openGroup(int number) {
        sampled(PlayedRun.RUN + "/0/open-" + number, "accuracy");
    }

    /** A group as a worker and the scorers of texts leave it: four trajectories, two of which are right. */
    String scoredGroup(int number) {
        String id = PlayedRun.RUN + "/0/" + number;
        sampled(id, "accuracy", "format");
        return id;
    }

    private void sampled(String id, String... scorers) {
        Prompt prompt = prompt("what?", Task.UNDERSTANDING, null, null);
        for (int i = 0; i < 4; i++) {
            Trajectory trajectory = sampled(id, i, prompt, Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .setTokens(PackedInts.of(20, 21, 22, 23, 24, 25).bytes())
                    .setText("an answer")
                    .build();
            topics.send(topics.names().trajectories(), id, Trajectory.class, trajectory);
            for (String scorer : scorers) {
                score(id, i, scorer, (id.hashCode() + i) & 1, null);
            }
        }
    }

    /** The groups of those steps, eight in each, with their trajectories and scores, as old as the steps. */
    void oldGroups(int steps) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= steps; step++) {
            topics.at(now.minusSeconds(steps - step));
            for (int i = 0; i < 8; i++) {
                closedGroup(step * 8 + i);
            }
        }
        topics.at(null);
        topics.flush();
    }

    /** A group of that number, scored and closed; its experience does not say where the trajectories lie. */
    void closedGroup(int number) {
        String id = PlayedRun.RUN + "/0/" + number;
        Instant now = topics.now();
        sampled(id, "accuracy");
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            Trajectory trajectory = sampled(id, index, prompt("what?", Task.UNDERSTANDING, null, null), now)
                    .setTokens(ByteBuffer.allocate(0))
                    .setText("")
                    .build();
            credited.add(credited(trajectory, new LogPosition(0, (long) index), index % 2, 6));
        }
        topics.send(topics.names().experience(), id, Experience.class, experience(id, credited, now));
    }

    private LogPosition publish(Trajectory trajectory) throws Exception {
        return topics.stored(topics.names().trajectories(), trajectory.getGroupId(), Trajectory.class, trajectory);
    }
}

package dev.millrace.cli.page;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Groups of a played run whose ids name where their prompts lie, as in a run. Used by one thread. */
final class PlayedGroups {

    private final PlayedTopics topics;
    private final Instant begin;
    private final boolean isTimed;
    private int groups;

    /** Of the last hour. */
    PlayedGroups(PlayedRun played) {
        this(played, Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600), false);
    }

    /**
     * Of some time.
     *
     * @param begin when the first of them is closed, but for a second
     * @param isTimed whether their records are of that time, too
     */
    PlayedGroups(PlayedRun played, Instant begin, boolean isTimed) {
        this.topics = played.written();
        this.begin = begin;
        this.isTimed = isTimed;
    }

    /** When the next group is closed. */
    private Instant next() {
        Instant at = begin.plusSeconds(++groups);
        if (isTimed) {
            topics.at(at);
        }
        return at;
    }

    static Prompt prompt(String id, String category, String text, List<String> images) {
        return Prompt.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setPromptId(id)
                .setTask(Task.UNDERSTANDING)
                .setText(text)
                .setImages(images.stream()
                        .map(hash -> new ImageRef(hash, "image/png"))
                        .toList())
                .setReference("3")
                .setCategory(category)
                .build();
    }

    /** A group that was answered and closed, one second after the last one. Gives its id. */
    String closed(Prompt prompt, int version, String[] answers, double... rewards) throws Exception {
        return closed(prompt, version, CloseReason.COMPLETE, answers, rewards);
    }

    /** The same where the deadline has passed: the answers beyond the rewards are dropped, for nobody has scored them. */
    String late(Prompt prompt, int version, String[] answers, double... rewards) throws Exception {
        String id = closed(prompt, version, CloseReason.DEADLINE, answers, rewards);
        Instant at = begin.plusSeconds(groups);
        int[] left = IntStream.range(rewards.length, answers.length).toArray();
        for (int index : left) {
            var unused = publish(sampled(id, index, answers.length, prompt, version, answers[index], at));
        }
        drop(id, DropReason.MISSING_SCORE, "accuracy did not speak", false, at, left);
        return id;
    }

    private String closed(Prompt prompt, int version, CloseReason reason, String[] answers, double... rewards)
            throws Exception {
        Instant at = next();
        String id = asked(prompt);
        double mean = Arrays.stream(rewards).average().orElseThrow();
        double squares = 0;
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int i = 0; i < rewards.length; i++) {
            squares += (rewards[i] - mean) * (rewards[i] - mean);
            credited.add(
                    credited(id, i, answers.length, prompt, version, answers[i], rewards[i], rewards[i] - mean, at));
        }
        Experience experience = Experience.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setPromptId(prompt.getPromptId())
                .setCategory(prompt.getCategory())
                .setGroupSize(answers.length)
                .setTrajectories(credited)
                .setClosed(reason)
                .setEstimator("grpo")
                .setReshaper("none")
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(squares / Math.max(1, rewards.length - 1)))
                .setOpenedAt(at.minusMillis(500))
                .setClosedAt(at)
                .build();
        topics.send(topics.names().experience(), id, Experience.class, experience);
        return id;
    }

    /** A group that was answered, and dropped as a whole. Gives its id. */
    String dropped(Prompt prompt, DropReason reason, String detail, String... answers) throws Exception {
        Instant at = next();
        String id = asked(prompt);
        int[] indices = new int[answers.length];
        for (int i = 0; i < answers.length; i++) {
            indices[i] = i;
            var unused = publish(sampled(id, i, answers.length, prompt, 3, answers[i], at));
        }
        drop(id, reason, detail, true, at, indices);
        return id;
    }

    /** Answers that wait for their scores, some of them still to come. Gives the id of the group. */
    String open(Prompt prompt, int version, int size, String... answers) throws Exception {
        Instant at = next();
        String id = asked(prompt);
        for (int i = 0; i < answers.length; i++) {
            var unused = publish(sampled(id, i, size, prompt, version, answers[i], at));
        }
        return id;
    }

    private void drop(String id, DropReason reason, String detail, boolean whole, Instant at, int... indices) {
        Drop drop = Drop.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(whole)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy("streams")
                .setDroppedAt(at)
                .build();
        topics.send(topics.names().drops(), id, Drop.class, drop);
    }

    private String asked(Prompt prompt) throws Exception {
        LogPosition stored = topics.stored(topics.names().prompts(), prompt.getPromptId(), Prompt.class, prompt);
        return PlayedRun.RUN + "/" + stored.getPartition() + "/" + stored.getOffset();
    }

    private ExperienceTrajectory credited(
            String id,
            int index,
            int size,
            Prompt prompt,
            int version,
            String answer,
            double reward,
            double advantage,
            Instant at)
            throws Exception {
        LogPosition source = publish(sampled(id, index, size, prompt, version, answer, at));
        Score score = Score.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndex(index)
                .setScorer("accuracy")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(reward)
                .setScoredAt(at)
                .setLatencyMs(7 + index)
                .build();
        topics.send(topics.names().scores(), id, Score.class, score);
        float[] advantages = new float[answer.split(" ").length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = (float) (advantage * (i + 1) / advantages.length);
        }
        return ExperienceTrajectory.newBuilder()
                .setIndex(index)
                .setSource(source)
                .setLength(advantages.length)
                .setMinVersion(version)
                .setMaxVersion(version)
                .setComponents(Map.of("accuracy", reward))
                .setReward(reward)
                .setAdvantage(advantage)
                .setTokenAdvantages(PackedFloats.of(advantages).bytes())
                .build();
    }

    private static Trajectory sampled(
            String id, int index, int size, Prompt prompt, int version, String answer, Instant at) {
        int tokens = answer.split(" ").length;
        int[] ids = new int[tokens];
        float[] logProbs = new float[tokens];
        int[] versions = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            ids[i] = 20 + Math.floorMod(answer.split(" ")[i].hashCode(), 100);
            logProbs[i] = -0.1f * (i + 1);
            versions[i] = version;
        }
        return Trajectory.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndex(index)
                .setGroupSize(size)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of(1, 2).bytes())
                .setTokens(PackedInts.of(ids).bytes())
                .setText(answer)
                .setLogprobs(PackedFloats.of(logProbs).bytes())
                .setEntropies(PackedFloats.of(logProbs).bytes())
                .setPolicyVersions(PackedInts.of(versions).bytes())
                .setFinishReason(FinishReason.EOS)
                .setSeed(1L)
                .setWorker("worker-0")
                .setSampledAt(at)
                .build();
    }

    private LogPosition publish(Trajectory trajectory) throws Exception {
        return topics.stored(topics.names().trajectories(), trajectory.getGroupId(), Trajectory.class, trajectory);
    }
}

package dev.millrace.cli.audit;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.AuditSettings;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.EvidenceCollector;
import dev.millrace.audit.evidence.Position;
import dev.millrace.audit.evidence.TopicRecords;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.CreditedTrajectory;
import dev.millrace.streams.credit.GroupCredit;
import dev.millrace.streams.credit.RewardedTrajectory;
import dev.millrace.streams.reshaping.TokenMeasures;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a small sound run, for tests to tamper with: eight groups of four, two a step, three steps.
 *
 * <p>Of group 4 the accuracy of trajectory 3 failed. Group 5 closed by its deadline without the accuracy of trajectory 2,
 * which came late, and the learner found its trajectory 3 stale. Group 6 was dropped as a whole, group 7 is pending.
 */
final class LoggedRun {

    static final RunId RUN = new RunId("logged");
    static final Topics TOPICS = new Topics("t.");
    static final int GROUP_SIZE = 4;

    /** A record at its place. */
    record At<T>(int partition, long offset, String key, T value) {}

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    final List<At<Prompt>> prompts = new ArrayList<>();
    /** What prompts are written with, in workers and learner. */
    static final PromptDigests DIGESTS = new PromptDigests("1".repeat(64), "2".repeat(64), "3".repeat(64));

    final List<At<Trajectory>> trajectories = new ArrayList<>();
    final List<At<Score>> scores = new ArrayList<>();
    final List<At<Experience>> experience = new ArrayList<>();
    final List<At<Drop>> drops = new ArrayList<>();
    final List<At<LateScore>> late = new ArrayList<>();
    final List<At<TrainingStep>> steps = new ArrayList<>();
    final List<At<WeightRecord>> weights = new ArrayList<>();
    final List<String> trimmed = new ArrayList<>();
    final Set<Position> unreadable = new LinkedHashSet<>();
    final Set<Position> deadLetters = new LinkedHashSet<>();
    OptionalLong learnerOffset = OptionalLong.of(6);
    boolean isDrained;
    CreditSettings credit = MillraceConfig.defaults().credit();

    /** What the audit is given; the records state their own. */
    AssemblyConfig given = AssemblyConfig.defaults();

    private AssemblyConfig assembly = AssemblyConfig.defaults();
    private Lineages lineages = Lineages.NONE;

    static LoggedRun sound() {
        return sound(MillraceConfig.defaults().credit());
    }

    /** The same, credited in another way. */
    static LoggedRun sound(CreditSettings credit) {
        return sound(credit, AssemblyConfig.defaults());
    }

    /** The same, assembled in another way. */
    static LoggedRun sound(AssemblyConfig assembly) {
        return sound(MillraceConfig.defaults().credit(), assembly);
    }

    private static LoggedRun sound(CreditSettings credit, AssemblyConfig assembly) {
        LoggedRun run = new LoggedRun();
        run.credit = credit;
        run.assembly = assembly;
        for (int group = 0; group < 8; group++) {
            run.sample(group);
        }
        for (int group = 0; group < 4; group++) {
            run.close(group, CloseReason.COMPLETE, Set.of());
        }
        run.close(4, CloseReason.COMPLETE, Set.of(3));
        run.close(5, CloseReason.DEADLINE, Set.of(2));
        if (!run.standsIn()) {
            run.drop(4, List.of(3), false, DropReason.FAILED_SCORE, "streams");
            run.drop(5, List.of(2), false, DropReason.MISSING_SCORE, "streams");
        }
        run.lateScore(5, 2);
        run.drop(6, List.of(0, 1, 2, 3), false, DropReason.MISSING_SCORE, "streams");
        run.drop(6, List.of(), true, DropReason.GROUP_TOO_SMALL, "streams");
        run.drop(5, List.of(3), false, DropReason.STALE, "learner");
        run.announce(0, 0);
        run.step(1, 2, List.of(trained(0, 0, 1, 2, 3), trained(1, 0, 1, 2, 3)));
        run.step(2, 4, List.of(trained(2, 0, 1, 2, 3), trained(3, 0, 1, 2, 3)));
        run.step(
                3,
                6,
                run.standsIn()
                        ? List.of(trained(4, 0, 1, 2, 3), trained(5, 0, 1, 2))
                        : List.of(trained(4, 0, 1, 2), trained(5, 0, 1)));
        return run;
    }

    /** The same, whose learner went back from step 3 to step 2 and made step 3 once more; its drop as well. */
    static LoggedRun rewound() {
        LoggedRun run = sound();
        run.drops.replaceAll(at -> at.value().getDroppedBy().equals("learner")
                ? new At<>(
                        at.partition(),
                        at.offset(),
                        at.key(),
                        Drop.newBuilder(at.value()).setVersion(3).build())
                : at);
        run.lineages = Lineages.NONE.after(2, 3);
        run.steps.add(new At<>(
                0,
                run.steps.size(),
                RUN.value(),
                TrainingStep.newBuilder(run.record(4, run.announce(4, 4, 2, 0.5f), List.of()))
                        .setNextOffset(4)
                        .setRewoundFrom(3)
                        .build()));
        run.drops.add(new At<>(
                1,
                run.drops.size(),
                group(5).value(),
                Drop.newBuilder(run.drops.get(run.drops.size() - 1).value())
                        .setLineage(1)
                        .setVersion(5)
                        .build()));
        run.steps.add(new At<>(
                0,
                run.steps.size(),
                RUN.value(),
                TrainingStep.newBuilder(run.record(
                                5, run.announce(5, 6, 5, 0.5f), List.of(trained(4, 0, 1, 2), trained(5, 0, 1))))
                        .setNextOffset(6)
                        .build()));
        return run;
    }

    /** What a version's record has in any case. */
    private TrainingStep record(int version, String sha256, List<TrainedGroup> groups) {
        return TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(lineages.stepOf(version))
                .setVersion(version)
                .setLineage(lineages.lineageOf(version))
                .setParent(lineages.parentOf(version))
                .setGroups(groups)
                .setWeightsSha256(sha256)
                .setNextOffset(0)
                .setSettledGroups(2L * lineages.stepOf(version))
                .setMetrics(Map.of())
                .setTrainedAt(BEGIN)
                .build();
    }

    /** Whether a value stands in for a score that failed or is missing. */
    private boolean standsIn() {
        return assembly.policy() == DeadlinePolicy.DEFAULT_VALUE;
    }

    /** The defaults but for these. */
    static AssemblyConfig assembly(Duration deadline, DeadlinePolicy policy, double defaultValue) {
        AssemblyConfig rest = AssemblyConfig.defaults();
        return new AssemblyConfig(
                deadline,
                policy,
                rest.minGroupSize(),
                defaultValue,
                rest.closedRetention(),
                rest.checkInterval(),
                rest.restartGrace(),
                rest.watchdogInterval());
    }

    static GroupId group(int number) {
        return GroupId.of(RUN, number % 2, number / 2);
    }

    static TrainedGroup trained(int group, int... indices) {
        return new TrainedGroup(group(group).value(), PackedInts.of(indices).bytes());
    }

    private static Prompt prompt(int group) {
        return Prompt.newBuilder()
                .setRunId(RUN.value())
                .setPromptId("prompt-" + group)
                .setText("<image>?")
                .setImages(List.of(new ImageRef("a".repeat(64), "image/png")))
                .build();
    }

    private void sample(int group) {
        String id = group(group).value();
        prompts.add(new At<>(group % 2, group / 2, "prompt-" + group, prompt(group)));
        int version = Math.min(2, group / 2);
        for (int index = 0; index < GROUP_SIZE; index++) {
            // An offset between the groups is a transaction's marker.
            long offset = (group / 2) * (GROUP_SIZE + 1L) + index;
            trajectories.add(new At<>(group % 2, offset, id, trajectory(group, index, version)));
            if (group < 6) {
                score(group, index);
            }
        }
    }

    static Trajectory trajectory(int group, int index, int version) {
        return Trajectory.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group(group).value())
                .setIndex(index)
                .setGroupSize(GROUP_SIZE)
                .setPrompt(prompt(group))
                .setPromptTokens(PackedInts.of(1, 2).bytes())
                .setTokens(PackedInts.of(filled(length(index), 3)).bytes())
                .setLogprobs(PackedFloats.of(new float[length(index)]).bytes())
                .setPolicyVersions(PackedInts.of(filled(length(index), version)).bytes())
                .setText("x")
                .setSeed(1)
                .setSampledAt(BEGIN)
                .setSampling(SamplingTerms.newBuilder()
                        .setEngine("local")
                        .setLogProbs(LogProbMode.TEMPERED)
                        .setDigests(DIGESTS)
                        .build())
                .setImageRuns(List.of(new ImageSpan(1, 4, 1, 2, 2)))
                .build();
    }

    /** Responses differ in length, which some estimators heed. */
    private static int length(int index) {
        return 2 + index;
    }

    private static int[] filled(int length, int value) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    private static double accuracy(int group, int index) {
        return (group + index) % 2;
    }

    private static double format(int group, int index) {
        return index == 0 ? 0.5 : group % 3 == 0 ? 1.0 : 0.25;
    }

    private void score(int group, int index) {
        boolean fails = group == 4 && index == 3;
        boolean isLate = group == 5 && index == 2;
        if (fails) {
            scores.add(score(group, index, "accuracy", ScoreOutcome.FAILED, null));
        } else if (!isLate) {
            scores.add(score(group, index, "accuracy", ScoreOutcome.SCORED, accuracy(group, index)));
        }
        scores.add(score(group, index, "format", ScoreOutcome.SCORED, format(group, index)));
    }

    At<Score> score(int group, int index, String scorer, ScoreOutcome outcome, @Nullable Double value) {
        Score score = Score.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group(group).value())
                .setIndex(index)
                .setScorer(scorer)
                .setOutcome(outcome)
                .setValue(value)
                .setCause(outcome == ScoreOutcome.FAILED ? "broken" : null)
                .setScoredAt(BEGIN)
                .setItems(new ArrayList<>())
                .build();
        return new At<>(group % 2, scores.size(), score.getGroupId(), score);
    }

    /** What a scorer says of a group stands in one record, where the first of it stood; all but the late score. */
    void putScoresTogether() {
        Map<String, At<Score>> together = new LinkedHashMap<>();
        for (At<Score> at : scores.subList(0, scores.size() - 1)) {
            Score score = at.value();
            At<Score> first = together.putIfAbsent(score.getScorer() + " of " + at.key(), at);
            if (first != null) {
                first.value()
                        .getItems()
                        .add(new ScoreItem(
                                score.getIndex(), score.getOutcome(), score.getValue(), score.getCause(), null));
            }
        }
        At<Score> late = scores.get(scores.size() - 1);
        scores.clear();
        scores.addAll(together.values());
        scores.add(late);
    }

    void lateScore(int group, int index) {
        At<Score> score = score(group, index, "accuracy", ScoreOutcome.SCORED, accuracy(group, index));
        scores.add(score);
        late.add(new At<>(
                group % 2,
                late.size(),
                score.key(),
                new LateScore(RUN.value(), score.key(), score.value(), LateReason.AFTER_CLOSE, "late")));
    }

    private void close(int group, CloseReason reason, Set<Integer> without) {
        CreditAssignment assignment = new CreditAssignment(credit);
        List<RewardedTrajectory> rewarded = new ArrayList<>();
        Map<Integer, Map<String, Double>> components = new TreeMap<>();
        for (int index = 0; index < GROUP_SIZE; index++) {
            if (!without.contains(index) || standsIn()) {
                double accuracy = without.contains(index) ? assembly.defaultValue() : accuracy(group, index);
                components.put(
                        index,
                        Map.of(
                                "accuracy",
                                without.contains(index)
                                        ? accuracy
                                        : credit.reward().component("accuracy", accuracy),
                                "format",
                                format(group, index)));
                rewarded.add(new RewardedTrajectory(
                        index,
                        length(index),
                        new TreeMap<>(components.get(index)),
                        assignment.reward(components.get(index)).orElseThrow(),
                        TokenMeasures.NONE));
            }
        }
        GroupCredit shares = assignment.assign(group(group), rewarded);
        List<ExperienceTrajectory> survivors = new ArrayList<>();
        for (CreditedTrajectory share : shares.trajectories()) {
            survivors.add(ExperienceTrajectory.newBuilder()
                    .setIndex(share.index())
                    .setSource(new LogPosition(group % 2, (group / 2) * (GROUP_SIZE + 1L) + share.index()))
                    .setLength(length(share.index()))
                    .setMinVersion(Math.min(2, group / 2))
                    .setMaxVersion(Math.min(2, group / 2))
                    .setComponents(components.get(share.index()))
                    .setReward(share.reward())
                    .setAdvantage(share.advantage())
                    .build());
        }
        boolean expired = reason == CloseReason.DEADLINE;
        add(Experience.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group(group).value())
                .setPromptId("prompt-" + group)
                .setGroupSize(GROUP_SIZE)
                .setTrajectories(survivors)
                .setClosed(reason)
                .setEstimator(credit.advantage().estimator())
                .setReshaper("none")
                .setConfigDigest(credit.digest())
                .setRewardMean(shares.rewardMean())
                .setRewardStd(shares.rewardStd())
                .setOpenedAt(BEGIN)
                .setClosedAt(BEGIN.plus(expired ? assembly.deadline() : Duration.ofSeconds(1)))
                .setAssembly(new AssemblyTerms(
                        assembly.deadline().toMillis(),
                        assembly.policy().name().toLowerCase(Locale.ROOT),
                        assembly.minGroupSize(),
                        assembly.defaultValue(),
                        List.of("accuracy", "format")))
                .build());
    }

    void add(Experience record) {
        experience.add(new At<>(0, experience.size(), record.getGroupId(), record));
    }

    void drop(int group, List<Integer> indices, boolean whole, DropReason reason, String by) {
        Drop drop = Drop.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group(group).value())
                .setIndices(PackedInts.of(
                                indices.stream().mapToInt(Integer::intValue).toArray())
                        .bytes())
                .setWholeGroup(whole)
                .setReason(reason)
                .setDroppedBy(by)
                .setDroppedAt(BEGIN.plusSeconds(60))
                .build();
        drops.add(new At<>(group % 2, drops.size(), drop.getGroupId(), drop));
    }

    void step(int number, long nextOffset, List<TrainedGroup> groups) {
        String sha256 = announce(number, 2L * number);
        TrainingStep step = TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(number)
                .setGroups(groups)
                .setWeightsSha256(sha256)
                .setNextOffset(nextOffset)
                .setSettledGroups(2L * number)
                .setMetrics(Map.of())
                .setTrainedAt(BEGIN)
                .setDigests(DIGESTS)
                .build();
        steps.add(new At<>(0, steps.size(), RUN.value(), step));
    }

    private String announce(int version, long settled) {
        return announce(version, settled, version, 0.5f);
    }

    String announce(int version, long settled, float... values) {
        Tensor tensor = Tensor.ofFloats(TensorShape.of(values.length), values);
        CRC32C checksum = new CRC32C();
        checksum.update(tensor.bytes());
        byte[] payload = SafetensorsWriter.toBytes(Safetensors.of(Map.of("w", tensor)));
        WeightChunks chunks =
                new WeightChunks(RUN, version, () -> new ByteArrayInputStream(payload), payload.length, 32);
        WeightAnnouncement announcement = new WeightAnnouncement(
                RUN,
                version,
                "mot",
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                "{}",
                payload.length,
                Sha256.of(ByteBuffer.wrap(payload)),
                List.of(new TensorDigest("w", checksum.getValue())),
                settled,
                BEGIN,
                lineages);
        List<WeightRecord> records = new ArrayList<>();
        records.add(announcement.inChunks(chunks));
        chunks.forEach(records::add);
        records.forEach(record ->
                weights.add(new At<>(0, weights.size(), WeightKey.of(record).text(), record)));
        return ((WeightManifest) records.get(0).getBody()).getSha256();
    }

    Evidence evidence() {
        EvidenceCollector to = new EvidenceCollector(RUN, TOPICS, Optional.empty());
        prompts.forEach(at -> to.prompt(place(TOPICS.prompts(), at), at.value()));
        trajectories.forEach(at -> to.trajectory(place(TOPICS.trajectories(), at), BEGIN, at.key(), at.value()));
        scores.forEach(at -> to.score(place(TOPICS.scores(), at), at.key(), at.value()));
        experience.forEach(at -> to.experience(place(TOPICS.experience(), at), at.key(), at.value()));
        drops.forEach(at -> to.drop(place(TOPICS.drops(), at), at.key(), at.value()));
        late.forEach(at -> to.late(place(TOPICS.scoresLate(), at), at.key(), at.value()));
        steps.forEach(at -> to.step(place(TOPICS.trainingSteps(), at), at.key(), at.value()));
        weights.forEach(at -> to.weights(place(TOPICS.weights(), at), at.key(), at.value()));
        trimmed.forEach(to::weightsTrimmed);
        unreadable.forEach(position -> to.unreadable(position, "", "no record"));
        deadLetters.forEach(to::deadLetter);
        List.of(
                        TOPICS.prompts(),
                        TOPICS.trajectories(),
                        TOPICS.scores(),
                        TOPICS.experience(),
                        TOPICS.drops(),
                        TOPICS.trainingSteps(),
                        TOPICS.weights())
                .forEach(topic -> to.read(topic, new TopicRecords(0, 0, 0, true)));
        return to.finish(learnerOffset, false);
    }

    private static Position place(String topic, At<?> at) {
        return new Position(topic, at.partition(), at.offset());
    }

    AuditReport audit() {
        try (Evidence evidence = evidence()) {
            return AuditReport.of(evidence, new AuditSettings(credit, given, 2, 1, isDrained));
        }
    }
}

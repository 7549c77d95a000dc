package dev.millrace.workers.stack;

import static dev.millrace.workers.stack.PublishedTrajectories.byGroup;
import static dev.millrace.workers.stack.PublishedTrajectories.groups;
import static dev.millrace.workers.stack.PublishedTrajectories.trajectories;
import static dev.millrace.workers.stack.PublishedTrajectories.versions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.infra.local.Bomb;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.SharedStack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStack.class)
class RolloutWorkerTest {

    private final KafkaConnection connection;

    RolloutWorkerTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldPublishWholeGroupsAndStayWithinTheStalenessBudget() throws Exception {
        RunOnStack run = new RunOnStack(connection, "gate.", "r");
        run.feed(12);
        run.publishWeights(0, 0);

        try (RunningWorker running = new RunningWorker(run.worker("w1", 2))) {
            List<Trajectory> first = trajectories(run, groups(4));
            awaitClosed(running);
            run.publishWeights(1, 4);
            List<Trajectory> second = trajectories(run, groups(8));
            awaitClosed(running);
            plantBombs(run.topics().drops());
            run.drop(second.get(0).getGroupId());
            List<Trajectory> third = trajectories(run, groups(9));
            awaitClosed(running);

            assertThat(byGroup(first)).hasSize(4);
            assertThat(byGroup(second)).hasSize(8);
            assertThat(byGroup(third)).hasSize(9);
            assertThat(third).allSatisfy(RolloutWorkerTest::isWellFormed);
            assertThat(byGroup(third).values())
                    .allSatisfy(group ->
                            assertThat(group).extracting(Trajectory::getIndex).containsExactly(0, 1, 2));
            assertThat(versions(first)).containsOnly(0);
            assertThat(versions(third)).containsOnly(0, 1);
            assertThat(running.worker().metrics().groups()).isEqualTo(9);
        }
        assertThat(run.read(run.topics().images(), ImageBlob.class, images -> true))
                .hasSize(3);
        assertThat(byGroup(trajectories(run, all -> true))).hasSize(9);
    }

    @Test
    void shouldSampleAgainUnderTheSameIdsWhatAKilledWorkerLeftOpen() throws Exception {
        RunOnStack run = new RunOnStack(connection, "kill.", "r");
        run.feed(4);
        run.publishWeights(0, 0);
        Producer<byte[], byte[]> killed = run.producer("r.worker.w1");
        killed.initTransactions();
        killed.beginTransaction();
        var unused = killed.send(new ProducerRecord<>(
                run.topics().trajectories(), "r/0/0".getBytes(StandardCharsets.UTF_8), new byte[1]));
        killed.flush();

        try (RunningWorker ignored = new RunningWorker(run.worker("w1", 4))) {
            List<Trajectory> sampled = trajectories(run, groups(4));

            assertThat(byGroup(sampled)).hasSize(4);
            assertThat(sampled).hasSize(4 * RunOnStack.GROUP_SIZE);
            Set<String> positions = new HashSet<>();
            run.readRaw(run.topics().prompts(), all -> all.size() == 4)
                    .forEach(prompt -> positions.add("r/" + prompt.partition() + "/" + prompt.offset()));
            assertThat(byGroup(sampled).keySet()).isEqualTo(positions);
        } finally {
            killed.close(Duration.ZERO);
        }
    }

    @Test
    void shouldPublishDrawnImagesWithTheGroupsThatNameThem() throws Exception {
        RunOnStack run = new RunOnStack(connection, "drawn.", "r");
        run.feed(List.of(
                RunOnStack.drawing("d0"),
                RunOnStack.entry("p0", "<image>What digit is shown?", RunOnStack.image(1)),
                RunOnStack.drawing("d1")));
        run.publishWeights(0, 0);

        try (RunningWorker running = new RunningWorker(run.worker("w1", 3))) {
            List<Trajectory> all = trajectories(run, groups(3));

            List<Trajectory> drawn =
                    all.stream().filter(each -> each.getImage() != null).toList();
            assertThat(byGroup(all)).hasSize(3);
            assertThat(byGroup(drawn)).hasSize(2);
            Set<String> hashes = new HashSet<>();
            run.read(run.topics().images(), ImageBlob.class, images -> true)
                    .forEach(image -> hashes.add(image.getSha256()));
            assertThat(drawn).allSatisfy(each -> assertThat(hashes)
                    .contains(each.getImage().getSha256()));
            assertThat(running.worker().metrics().images()).isEqualTo(drawn.size());
            assertThat(running.worker().metrics().imagesPerSecond()).isPositive();
        }
    }

    @Test
    void shouldGoOnWhereAnotherWorkerStopped() throws Exception {
        RunOnStack run = new RunOnStack(connection, "next.", "r");
        run.feed(8);
        run.publishWeights(0, 0);

        try (RunningWorker first = new RunningWorker(run.worker("w1", 3))) {
            trajectories(run, groups(4));
        }
        run.publishWeights(1, 4);
        try (RunningWorker second = new RunningWorker(run.worker("w2", 3))) {
            List<Trajectory> all = trajectories(run, groups(8));

            assertThat(all).hasSize(8 * RunOnStack.GROUP_SIZE);
            assertThat(byGroup(all)).hasSize(8);
        }
    }

    @Test
    void shouldShareThePromptsWithAWorkerThatJoinsInMidRun() throws Exception {
        RunOnStack run = new RunOnStack(connection, "two.", "r");
        run.feed(60);
        run.publishWeights(9, 1_000);

        try (RunningWorker first = new RunningWorker(run.worker("w1", 1))) {
            trajectories(run, groups(5));
            try (RunningWorker second = new RunningWorker(run.worker("w2", 1))) {
                List<Trajectory> all = trajectories(run, groups(60));

                assertThat(byGroup(all)).hasSize(60);
                assertThat(all).hasSize(60 * RunOnStack.GROUP_SIZE);
                assertThat(first.worker().metrics().groups()
                                + second.worker().metrics().groups())
                        .isBetween(59L, 60L);
            }
        }
        assertThat(trajectories(run, all -> true)).hasSize(60 * RunOnStack.GROUP_SIZE);
    }

    @Test
    void shouldGiveTheSameTokensWhateverTheBatch() throws Exception {
        RunOnStack one = new RunOnStack(connection, "same-one.", "r");
        RunOnStack other = new RunOnStack(connection, "same-other.", "r");
        List<RunOnStack> runs = List.of(one, other);
        List<Map<String, List<PackedInts>>> tokens = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunOnStack run = runs.get(i);
            run.feed(4);
            run.publishWeights(3, 0);

            try (RunningWorker ignored = new RunningWorker(run.worker("w" + i, 1 + 3 * i))) {
                Map<String, List<PackedInts>> sampled = new TreeMap<>();
                byGroup(trajectories(run, groups(4)))
                        .forEach((group, all) -> sampled.put(
                                group,
                                all.stream()
                                        .map(t -> PackedInts.view(t.getTokens()))
                                        .toList()));
                tokens.add(sampled);
            }
        }

        assertThat(tokens.get(1)).isEqualTo(tokens.get(0));
    }

    @Test
    void shouldCatchUpWithTheNewestWholeWeightsAndKeepOutDamagedOnes() throws Exception {
        RunOnStack run = new RunOnStack(connection, "late.", "r");
        for (int version = 0; version <= 4; version++) {
            run.publishWeights(version, 0);
        }
        run.publishWeights(damaged(run, 5));
        run.feed(8);

        try (RunningWorker running = new RunningWorker(run.worker("w1", 2))) {
            List<Trajectory> first = trajectories(run, groups(4));
            run.publishWeights(damaged(run, 6));
            run.publishWeights(7, 4);
            List<Trajectory> all = trajectories(run, groups(8));

            assertThat(versions(first)).containsOnly(4);
            assertThat(versions(all)).containsOnly(4, 7);
            assertThat(running.worker().metrics().appliedVersion()).isEqualTo(7);
            assertThat(running.worker().metrics().checksumFailures()).isPositive();
        }
    }

    @Test
    void shouldNotReachAcrossRunsOnTheSameTopics() throws Exception {
        // Given two runs whose prompts lie among each other and whose learners have settled unlike numbers of groups
        RunOnStack one = new RunOnStack(connection, "side.", "r");
        RunOnStack other = new RunOnStack(connection, "side.", "r.worker");
        for (int i = 0; i < 3; i++) {
            one.feed(4);
            other.feed(4);
        }
        one.publishWeights(0, 0);
        other.publishWeights(5, 4);

        try (RunningWorker first = new RunningWorker(one.worker("w1", 2));
                RunningWorker second = new RunningWorker(other.worker("w1", 2))) {
            // When both have come as far as their gates let them, and one of them goes on
            trajectories(one, groups(12));
            awaitClosed(first);
            awaitClosed(second);
            List<Trajectory> atTheGates = trajectories(one, all -> true);
            one.publishWeights(1, 4);
            trajectories(one, groups(16));
            awaitClosed(first);
            List<Trajectory> all = trajectories(one, groups(16));

            // Then each has answered its own prompts under its own weights, as many as its own learner leaves room for
            assertThat(byGroup(of(one, atTheGates))).hasSize(4);
            assertThat(byGroup(of(other, atTheGates))).hasSize(8);
            assertThat(byGroup(of(one, all))).hasSize(8);
            assertThat(byGroup(of(other, all))).hasSize(8);
            assertThat(versions(of(one, all))).containsOnly(0, 1);
            assertThat(versions(of(other, all))).containsOnly(5);
            assertThat(all).allSatisfy(trajectory -> assertThat(trajectory.getGroupId())
                    .startsWith(trajectory.getRunId() + "/"));
        }
    }

    private static List<Trajectory> of(RunOnStack run, List<Trajectory> all) {
        return all.stream()
                .filter(trajectory -> trajectory.getRunId().equals(run.run().value()))
                .toList();
    }

    @Test
    void shouldRefusePromptsThatCannotBeAnsweredAndSampleTheOthers() throws Exception {
        RunOnStack run = new RunOnStack(connection, "bad.", "r");
        plantBombs(run.topics().prompts(), run.topics().images(), run.topics().weights());
        run.publishWeights(0, 0);
        run.send(run.topics().prompts(), "p", "no prompt".getBytes(StandardCharsets.UTF_8));
        run.feed(List.of(
                RunOnStack.entry("no-text", "<image> ", RunOnStack.image(1)),
                RunOnStack.entry("no-image", "<image>What digit is shown?"),
                RunOnStack.entry("long", "what ".repeat(40)),
                RunOnStack.entry("good", "What digit is shown?")));
        run.sendPromptWithUnknownImage();
        run.sendPromptWithLostImage();
        new RunOnStack(connection, "bad.", "another").feed(3);

        try (RunningWorker running = new RunningWorker(run.worker("w1", 8))) {
            List<Trajectory> sampled = trajectories(run, groups(1));
            List<Drop> drops = run.read(run.topics().drops(), Drop.class, all -> all.size() >= 8);

            assertThat(sampled).extracting(t -> t.getPrompt().getPromptId()).containsOnly("good");
            assertThat(drops)
                    .extracting(Drop::getReason)
                    .containsExactlyInAnyOrder(
                            DropReason.UNREADABLE,
                            DropReason.UNREADABLE,
                            DropReason.UNREADABLE,
                            DropReason.PROMPT_REJECTED,
                            DropReason.PROMPT_REJECTED,
                            DropReason.PROMPT_REJECTED,
                            DropReason.PROMPT_REJECTED,
                            DropReason.PROMPT_REJECTED);
            assertThat(drops).allSatisfy(drop -> {
                assertThat(drop.getWholeGroup()).isTrue();
                assertThat(drop.getDetail()).isNotBlank();
            });
            assertThat(run.readRaw(run.topics().deadLetters(), all -> all.size() >= 8))
                    .hasSize(8)
                    .allSatisfy(letter -> assertThat(letter.headers().lastHeader("__streams.errors.message"))
                            .isNotNull());
        }
    }

    /** Two records on each topic that are small on the wire only. */
    private void plantBombs(String... topics) {
        for (String topic : topics) {
            Bomb.disarmBounds(connection, topic);
            new Bomb("lz4", 6 << 20).plantDisarmed(connection, topic, "bomb");
            new Bomb("zstd", 64 << 20).plantDisarmed(connection, topic, "bomb");
        }
    }

    private static void awaitClosed(RunningWorker running) {
        await().atMost(RunOnStack.PATIENCE)
                .untilAsserted(() ->
                        assertThat(running.worker().metrics().gate().underway()).isEqualTo(RunOnStack.BATCH_GROUPS));
    }

    private static List<WeightRecord> damaged(RunOnStack run, int version) {
        List<WeightRecord> records = new ArrayList<>(TinyPolicy.announcement(run.run(), version, 100));
        WeightChunk last = (WeightChunk) records.get(records.size() - 1).getBody();
        byte[] bytes = new byte[last.getData().remaining()];
        last.getData().duplicate().get(bytes);
        bytes[bytes.length - 1] ^= 1;
        records.set(
                records.size() - 1,
                new WeightRecord(run.run().value(), new WeightChunk(version, last.getIndex(), ByteBuffer.wrap(bytes))));
        return records;
    }

    private static void isWellFormed(Trajectory trajectory) {
        int length = PackedInts.view(trajectory.getTokens()).length();
        PackedFloats logprobs = PackedFloats.view(trajectory.getLogprobs());
        assertThat(length).isBetween(1, 8);
        assertThat(logprobs.length()).isEqualTo(length);
        assertThat(logprobs.at(0)).isNegative().isFinite();
        assertThat(PackedFloats.view(trajectory.getEntropies()).length()).isEqualTo(length);
        assertThat(PackedInts.view(trajectory.getPolicyVersions()).length()).isEqualTo(length);
        assertThat(trajectory.getGroupSize()).isEqualTo(RunOnStack.GROUP_SIZE);
        Prompt prompt = trajectory.getPrompt();
        assertThat(prompt.getReference()).isEqualTo("3");
        assertThat(prompt.getCategory()).isEqualTo("identify");
        VisualDependency dependency = trajectory.getDependency();
        assertThat(PackedFloats.view(dependency.getStrong()).length()).isEqualTo(length);
        assertThat(PackedFloats.view(dependency.getWeak()).length()).isEqualTo(length);
        assertThat(dependency.getPolicyVersion())
                .isEqualTo(PackedInts.view(trajectory.getPolicyVersions()).at(0));
    }
}

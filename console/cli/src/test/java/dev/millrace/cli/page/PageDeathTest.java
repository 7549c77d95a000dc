package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.client.AvroSerdes;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run with real streams, once with nobody watching and once with pages that are opened and die in its midst: one is a
 * process that is killed, and browsers are torn off all of them. It is run with {@code -Dmillrace.deaths=true}.
 */
@EnabledIfSystemProperty(named = "millrace.deaths", matches = "true")
@Timeout(300)
class PageDeathTest {

    private static final int GROUPS = 64;
    private static final int PAGES = 9;
    private static final int BROWSERS = 3;

    @TempDir
    private Path folder;

    /**
     * What a run came to.
     *
     * @param experience what there is to train, by group, without the times
     * @param records by topic, how many there are
     * @param consumerGroups who reads with offsets that are kept
     * @param imbalance trajectories that do not add up
     */
    private record Outcome(
            Map<String, Experience> experience,
            Map<String, Integer> records,
            TreeSet<String> consumerGroups,
            long trained,
            long imbalance) {}

    @Test
    void shouldChangeNothingInTheRunWhenPagesDie() throws Exception {
        Outcome alone = play(folder.resolve("alone"), 0);

        Outcome watched = play(folder.resolve("watched"), PAGES);

        assertThat(alone.experience()).hasSize(GROUPS);
        assertThat(alone.trained()).isEqualTo(GROUPS * 4);
        assertThat(watched.imbalance()).isZero();
        assertThat(watched).isEqualTo(alone);
    }

    private static Outcome play(Path place, int pages) throws Exception {
        try (PlayedRun run = new PlayedRun(place.resolve("stack"));
                Roles roles = new Roles(Duration.ofSeconds(20))) {
            RunRoles make = new RunRoles(settings(run, place), Clock.systemUTC());
            var streams = make.streams();
            roles.start(new Role("streams", streams::run, streams::stop));
            var metrics = make.metrics();
            roles.start(new Role("metrics", metrics::run, metrics::stop));
            List<String> groups = new ArrayList<>();
            publish(run, groups);
            try (Pages watching = new Pages(run, place, pages)) {
                publish(run, groups);
                watching.loseBrowsers();
                publish(run, groups);
                watching.kill();
            }
            publish(run, groups);
            return outcome(run, roles, groups);
        }
    }

    private static MillraceConfig settings(PlayedRun run, Path place) {
        return MillraceConfig.loader()
                .load(
                        List.of(),
                        Optional.empty(),
                        List.of(
                                "run.id=" + PlayedRun.RUN,
                                "kafka.bootstrap=" + run.kafka().bootstrap(),
                                "kafka.registry=" + run.kafka().registry(),
                                "kafka.partitions=" + run.kafka().partitions(),
                                "streams.state_dir=" + place.resolve("state")));
    }

    /** A quarter of the run, and the step that trains it. */
    private static void publish(PlayedRun run, List<String> groups) {
        int begin = groups.size();
        while (groups.size() < begin + GROUPS / 4) {
            groups.add(run.samples().scoredGroup(groups.size()));
        }
        run.steps().trained(groups.size() / (GROUPS / 4), groups.subList(begin, groups.size()));
        run.flush();
    }

    /** Waits until all is closed and counted, as one more watch sees it. */
    private static Outcome outcome(PlayedRun run, Roles running, List<String> groups) throws Exception {
        try (Roles roles = new Roles(Duration.ofSeconds(20))) {
            RunWatch watch = watch(run);
            roles.start(new Role("watch", watch::run, watch::stop));
            await(() -> "all trajectories accounted for: " + watch.overview(), () -> {
                running.check();
                roles.check();
                Overview seen = watch.overview();
                return seen.accounting().trained() == groups.size() * 4L
                        && seen.accounting().pending() == 0
                        && seen.groupsClosed().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                == groups.size();
            });
            Overview seen = watch.overview();
            return new Outcome(
                    experience(run),
                    records(run),
                    consumerGroups(run),
                    seen.accounting().trained(),
                    seen.accounting().imbalance());
        }
    }

    private static RunWatch watch(PlayedRun run) {
        return new RunWatch(
                run.connection(),
                run.topics(),
                PlayedRun.RUN,
                new TreeSet<>(List.of("accuracy")),
                "accuracy",
                Clock.systemUTC());
    }

    private static Map<String, Experience> experience(PlayedRun run) {
        Map<String, Experience> all = new TreeMap<>();
        try (Deserializer<Experience> values = new AvroSerdes(run.connection()).deserializer(Experience.class)) {
            for (ConsumerRecord<byte[], byte[]> record : read(run, run.topics().experience())) {
                Experience experience = Experience.newBuilder(values.deserialize(record.topic(), record.value()))
                        .setOpenedAt(Instant.EPOCH)
                        .setClosedAt(Instant.EPOCH)
                        .build();
                assertThat(all.put(experience.getGroupId(), experience)).isNull();
            }
        }
        return all;
    }

    private static Map<String, Integer> records(PlayedRun run) {
        Map<String, Integer> counts = new HashMap<>();
        for (String topic : List.of(
                run.topics().prompts(),
                run.topics().trajectories(),
                run.topics().scores(),
                run.topics().drops(),
                run.topics().weights(),
                run.topics().trainingSteps(),
                run.topics().images(),
                run.topics().deadLetters())) {
            counts.put(topic, read(run, topic).size());
        }
        return counts;
    }

    /** The committed records of a topic. */
    private static List<ConsumerRecord<byte[], byte[]>> read(PlayedRun run, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                run.connection().consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static TreeSet<String> consumerGroups(PlayedRun run) throws Exception {
        try (Admin admin = Admin.create(run.connection().client("test"))) {
            TreeSet<String> ids = new TreeSet<>();
            admin.listGroups().all().get(30, TimeUnit.SECONDS).stream()
                    .map(GroupListing::groupId)
                    .forEach(ids::add);
            return ids;
        }
    }

    private static void await(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(110);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Pages over a run: the first is a process of its own, the others live in this one. */
    private static final class Pages implements AutoCloseable {

        private final List<ServedPage> servers = new ArrayList<>();
        private final List<PageProcess> processes = new ArrayList<>();
        private final List<Socket> browsers = new ArrayList<>();
        private boolean dead;

        Pages(PlayedRun run, Path place, int count) throws Exception {
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                urls.add(i == 0 ? process(run, place) : server(run, place));
            }
            for (String url : urls) {
                for (int i = 0; i < BROWSERS; i++) {
                    browsers.add(browser(URI.create(url)));
                }
            }
        }

        private String server(PlayedRun run, Path place) {
            ServedPage served = ServedPage.over(run, PageTerms.in(place));
            servers.add(served);
            return served.url();
        }

        private String process(PlayedRun run, Path place) throws Exception {
            PageProcess process = PageProcess.start(run, place.resolve("process"));
            processes.add(process);
            return process.url();
        }

        /** A browser that hears the news; it has heard some when this returns. */
        private static Socket browser(URI page) throws Exception {
            Socket socket = new Socket(page.getHost(), page.getPort());
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: " + page.getHost() + "\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder heard = new StringBuilder();
            byte[] buffer = new byte[4_096];
            while (heard.indexOf("event: news") < 0) {
                int read = socket.getInputStream().read(buffer);
                assertThat(read).as("bytes after " + heard).isPositive();
                heard.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
            return socket;
        }

        /** Two of three are torn off, without a word. */
        void loseBrowsers() throws Exception {
            for (int i = 0; i < browsers.size(); i++) {
                if (i % BROWSERS != 0) {
                    browsers.get(i).setSoLinger(true, 0);
                    browsers.get(i).close();
                }
            }
        }

        /** The process as an operating system kills, the others while browsers hang on them. */
        void kill() throws Exception {
            if (dead) {
                return;
            }
            dead = true;
            for (PageProcess process : processes) {
                process.kill();
            }
            servers.forEach(ServedPage::close);
        }

        @Override
        public void close() throws Exception {
            kill();
            for (Socket browser : browsers) {
                browser.close();
            }
        }
    }
}

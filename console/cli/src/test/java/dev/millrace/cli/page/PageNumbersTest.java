package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page says of numbers, events and runs, held to what lies in the log; the browser's part is in {@link PageChartsTest}. */
@Timeout(300)
class PageNumbersTest {

    private static final int STEPS = TracedRun.STEPS;

    @TempDir
    static Path folder;

    private static PlayedRun played;
    private static ServedPage page;
    private static ReadLog logged;

    @BeforeAll
    static void start() throws Exception {
        page = ServedPage.of(folder, TracedRun.terms(folder), TracedRun::play);
        played = page.played();
        logged = ReadLog.of(played);
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @Test
    void shouldCalculateMetricsAgainFromTheirRecords() throws Exception {
        for (String metric : List.of("reward", "reward_std", "frac_reward_zero_std", "rewards/accuracy/mean")) {
            JsonNode told = explain(metric, "&step=5");

            assertThat(told.path("again").asDouble())
                    .as(metric)
                    .isCloseTo(told.path("value").asDouble(), within(1e-12));
            assertThat(told.path("value").asDouble()).isEqualTo(logged.metric(PlayedRun.RUN.value(), 5, metric));
            assertThat(told.path("formula").asText()).isNotEmpty();
            assertThat(told.path("words").asText()).isNotEmpty();
        }
    }

    @Test
    void shouldNameTheRecordsOfANumber() throws Exception {
        JsonNode told = explain("reward", "&step=5");

        assertThat(told.path("evidence")).hasSize(3);
        JsonNode step = told.path("evidence").get(0);
        JsonNode group = told.path("evidence").get(1);
        assertThat(step.path("record").asText()).isEqualTo(played.topics().trainingSteps() + "-0@4");
        assertThat(group.path("record").asText()).isEqualTo(played.topics().experience() + "-0@8");
        assertThat(group.path("group").asText()).isEqualTo("played/0/8");
        assertThat(group.path("what").asText()).isEqualTo("reward 0, 0.5, 1, 1.5");
    }

    @Test
    void shouldSayWhatCannotBeCalculatedAgain() throws Exception {
        JsonNode told = explain("kl", "&step=5");

        assertThat(told.path("value").asDouble()).isEqualTo(0.1);
        assertThat(told.has("again")).isFalse();
        assertThat(told.path("note").asText()).contains("records alone do not give it again");
        assertThat(explain("reward", "&step=99").path("error").asText()).isEqualTo("the run has no such step");
        assertThat(explain("reward", "&step=many").path("error").asText()).contains("whole numbers");
    }

    @Test
    void shouldAddUpCountsFromTheirRecords() throws Exception {
        JsonNode accounting = json("api/overview").path("accounting");
        JsonNode published = explain("accounting/published", "");
        JsonNode pending = explain("accounting/pending", "");

        assertThat(published.path("value").asLong())
                .isEqualTo(accounting.path("published").asLong())
                .isEqualTo(STEPS * 64L);
        assertThat(published.path("evidence")).hasSize(2);
        assertThat(pending.path("value").asLong())
                .isEqualTo(accounting.path("pending").asLong());
        assertThat(pending.path("formula").asText()).startsWith("published − trained − dropped");
    }

    @Test
    void shouldSayWhyTrajectoriesWereDropped() throws Exception {
        JsonNode stale = explain("dropped/stale", "");

        assertThat(stale.path("evidence")).hasSize(1);
        assertThat(stale.path("evidence").get(0).path("group").asText()).isEqualTo("played/0/900");
        assertThat(stale.path("evidence").get(0).path("what").asText())
                .isEqualTo("2 trajectories: stale, version 3 at step 12 (by streams)");
        assertThat(explain("accounting/dropped", "").path("evidence")).hasSize(2);
    }

    @Test
    void shouldCountTheRewardsOfEveryStep() throws Exception {
        ServedPage.await(() -> read() == 1);
        JsonNode rewards = json("api/rewards");
        JsonNode color = json("api/rewards?category=color");

        assertThat(rewards.path("step")).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            assertThat(rewards.path("count").get(i).asInt()).isEqualTo(8);
            assertThat(rewards.path("mean").get(i).asDouble())
                    .isCloseTo(logged.metric(PlayedRun.RUN.value(), i + 1, "reward"), within(1e-12));
            int sum = 0;
            for (JsonNode count : rewards.path("bins").get(i)) {
                sum += count.asInt();
            }
            assertThat(sum).isEqualTo(8);
        }
        assertThat(color.path("step").size()).isBetween(1, STEPS - 1);
        assertThat(rewards.path("categories").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("color", "count", "position");
    }

    @Test
    void shouldTellWhatHappenedAndWhichRecordSaysSo() throws Exception {
        JsonNode joined = json("api/events").get(0);

        assertThat(joined.path("kind").asText()).isEqualTo("worker_joined");
        assertThat(joined.path("text").asText()).isEqualTo("worker-0 joined");
        assertThat(joined.path("record").asText()).startsWith(played.topics().metrics() + "-");
    }

    @Test
    void shouldListEveryMetricWithItsSentence() throws Exception {
        Map<String, JsonNode> metrics = new HashMap<>();
        json("api/metrics").forEach(metric -> metrics.put(metric.path("name").asText(), metric));

        JsonNode ratio = Objects.requireNonNull(metrics.get("ratio/max"));
        assertThat(ratio.path("recorded").asBoolean()).isTrue();
        assertThat(ratio.path("words").asText()).isEqualTo("the largest of these ratios");
        JsonNode drawn = Objects.requireNonNull(metrics.get("drawing/reward"));
        assertThat(drawn.path("recorded").asBoolean(true)).isFalse();
        assertThat(metrics).containsKey("rewards/accuracy/mean").doesNotContainKey("rewards/SCORER/mean");
    }

    @Test
    void shouldTellHowEachRunStands() throws Exception {
        Map<String, String> states = new HashMap<>();
        json("api/cluster")
                .forEach(run ->
                        states.put(run.path("run").asText(), run.path("state").asText()));

        assertThat(states)
                .containsEntry("played", "live")
                .containsEntry("done", "finished")
                .containsEntry("silent", "stalled")
                .containsEntry("forsaken", "failed")
                .containsEntry("new", "not begun")
                .containsEntry("earlier", "file");
    }

    @Test
    void shouldTellWhatMadeARunAndKeepSecrets() throws Exception {
        JsonNode own = json("api/run?run=played");
        JsonNode earlier = json("api/run?file=earlier");

        assertThat(own.path("facts").path("credit: estimator").asText()).isEqualTo("grpo");
        assertThat(own.path("facts").path("code version").asText()).isEqualTo("0.1.0 (played)");
        assertThat(own.path("records")).hasSize(3);
        assertThat(own.path("records").get(0).path("record").asText())
                .isEqualTo(played.topics().trainingSteps() + "-0@" + (STEPS - 1));
        assertThat(earlier.path("settings").path("learner.lr").asText()).isEqualTo("0.0001");
        assertThat(earlier.path("settings")
                        .path("kafka.properties.sasl.password")
                        .asText())
                .isEqualTo("(not shown)");
        assertThat(json("api/run?file=..%2f..%2fetc").path("error").asText()).contains("no step of a run");
    }

    private double read() {
        try {
            return json("api/rewards").path("read").asDouble();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode explain(String metric, String rest) throws Exception {
        return json("api/explain?metric=" + ServedPage.encoded(metric) + rest);
    }

    private JsonNode json(String path) throws Exception {
        return page.json(path);
    }
}

package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.monitoring.groups.Filter;
import dev.millrace.monitoring.groups.GroupHistory;
import dev.millrace.monitoring.groups.GroupIndex;
import dev.millrace.monitoring.groups.GroupLog;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.GroupView;
import dev.millrace.monitoring.groups.PlacedExperience;
import dev.millrace.monitoring.watch.GroupReader;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Prompt;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The table of groups over a log as a run leaves it, and the way back to that log. */
@Timeout(120)
class GroupTableTest {

    private static final int GROUPS = 60;

    @TempDir
    static Path folder;

    private static PlayedRun played;
    private static RunWatch watch;
    private static ServedPage page;
    private static GroupLog log;
    private static String dropped;

    @BeforeAll
    static void start() throws Exception {
        page = ServedPage.of(folder, PageTerms.in(folder), run -> {
            PlayedGroups groups = new PlayedGroups(run);
            for (int i = 0; i < GROUPS; i++) {
                Prompt prompt =
                        PlayedGroups.prompt("p" + i % 6, i % 2 == 0 ? "sum" : "count", "how many, " + i % 6, List.of());
                groups.closed(prompt, i, new String[] {"it is " + i, "three"}, i % 3 == 0 ? 0 : 1, 0);
            }
            dropped = groups.dropped(
                    PlayedGroups.prompt("p1", "count", "how many, 1", List.of()),
                    DropReason.FAILED_SCORE,
                    "math failed: no answer",
                    "a long way",
                    "nothing");
        });
        played = page.played();
        watch = page.watch();
        log = new GroupLog(played.connection(), played.topics(), PlayedRun.RUN, "accuracy");
        ServedPage.await(() ->
                watch.groups().size() == GROUPS + 1 && watch.groups().stream().allMatch(row -> row.prompt() != null));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            log.close();
        } finally {
            page.close();
        }
    }

    @Test
    void shouldFindTheGroupsThatAFilterMeans() throws Exception {
        JsonNode found = json("api/groups?sort=version&way=up&q=" + encoded("category:sum version>50 right:0"));

        assertThat(found.path("total").asInt()).isEqualTo(1);
        JsonNode row = found.path("rows").get(0);
        assertThat(row.path("max_version").asInt()).isEqualTo(54);
        assertThat(row.path("text").asText()).isEqualTo("how many, 0");
        assertThat(row.path("rewards")).hasToString("[0.0,0.0]");
    }

    @Test
    void shouldGiveAPageOfTheTable() throws Exception {
        JsonNode second = json("api/groups?from=10&most=5&sort=version");

        assertThat(second.path("total").asInt()).isEqualTo(GROUPS + 1);
        assertThat(second.path("rows"))
                .extracting(row -> row.path("max_version").asInt())
                .containsExactly(49, 48, 47, 46, 45);
    }

    @Test
    void shouldSayWhereAFilterIsWrong() throws Exception {
        String asked = "api/groups?q=" + encoded("category:sum rewrad<1");

        JsonNode wrong = json(asked);
        assertThat(get(asked).statusCode()).isEqualTo(400);
        assertThat(wrong.path("error").asText()).startsWith("“rewrad” is no field. There are text, category, task");
        assertThat(List.of(wrong.path("at").asInt(), wrong.path("length").asInt()))
                .isEqualTo(List.of(13, 6));
    }

    @Test
    void shouldRefuseWhatIsNoOrderAndNoView() throws Exception {
        assertThat(json("api/groups?sort=best").path("error").asText())
                .contains("“best” is no order; there are closed");
        assertThat(json("api/groups?view=best").path("error").asText()).contains("“best” is no view; there are all");
        assertThat(json("api/groups?from=-1").path("error").asText()).contains("from must be a whole number");
    }

    @Test
    void shouldShowTheNumbersOfTheLog() throws Exception {
        for (JsonNode row : json("api/groups?most=8&q=right%3E%3D0").path("rows")) {
            Experience logged = log.at(
                            row.path("offset").asLong(), row.path("id").asText())
                    .orElseThrow()
                    .experience();
            JsonNode whole = json("api/group?id=" + encoded(row.path("id").asText()));
            assertThat(row.path("mean").asDouble()).isEqualTo(logged.getRewardMean());
            assertThat(row.path("std").asDouble()).isEqualTo(logged.getRewardStd());
            assertThat(row.path("size").asInt()).isEqualTo(logged.getGroupSize());
            for (ExperienceTrajectory each : logged.getTrajectories()) {
                JsonNode shown = whole.path("trajectories").get(each.getIndex());
                assertThat(row.path("rewards").get(each.getIndex()).asDouble()).isEqualTo(each.getReward());
                assertThat(shown.path("reward").asDouble()).isEqualTo(each.getReward());
                assertThat(shown.path("advantage").asDouble()).isEqualTo(each.getAdvantage());
                assertThat(shown.path("offset").asLong())
                        .isEqualTo(each.getSource().getOffset());
                assertThat(shown.path("components").path("accuracy").asDouble()).isEqualTo(each.getReward());
                assertThat(shown.path("max_version").asInt()).isEqualTo(each.getMaxVersion());
            }
        }
    }

    @Test
    void shouldReadOlderGroupsFromTheLog() throws Exception {
        JsonNode older = json("api/groups/older?before=10&q=category:sum");

        assertThat(older.path("first").asBoolean()).isTrue();
        assertThat(older.path("read").asInt()).isEqualTo(10);
        assertThat(older.path("rows"))
                .extracting(row -> row.path("max_version").asInt())
                .containsExactly(8, 6, 4, 2, 0);
        assertThat(older.path("rows").get(0).path("text").asText()).isEqualTo("how many, 2");
    }

    @Test
    void shouldFindAGroupThatNobodyRemembersByTheTimeOfItsPrompt() {
        GroupRow row = watch.groups().stream()
                .filter(each -> each.credit().isPresent())
                .findFirst()
                .orElseThrow();

        PlacedExperience found = log.find(row.id()).orElseThrow();

        assertThat(found.experience().getGroupId()).isEqualTo(row.id());
        assertThat(found.offset()).isEqualTo(row.credit().orElseThrow().offset());
        assertThat(log.find(PlayedRun.RUN + "/0/999999")).isEmpty();
        assertThat(log.find("no id")).isEmpty();
    }

    @Test
    void shouldSayWhetherAGroupWasReadToItsEnd() throws Exception {
        Experience experience = newest().experience();
        try (GroupReader patient = new GroupReader(played.connection(), played.topics());
                GroupReader hasty = new GroupReader(played.connection(), played.topics(), Duration.ZERO)) {
            GroupReader.Found whole = patient.read(experience);
            GroupReader.Found cut = hasty.read(experience);

            assertThat(whole.isWhole()).isTrue();
            assertThat(whole.parts().scores(0)).hasSize(1);
            assertThat(cut.isWhole()).isFalse();
        }
        assertThat(json("api/group?id=" + encoded(experience.getGroupId())).has("cut"))
                .isFalse();
    }

    @Test
    void shouldTellWhyAGroupWasDroppedAndWhatItSaid() throws Exception {
        JsonNode row = json("api/groups?view=dropped").path("rows").get(0);
        JsonNode whole = json("api/group?id=" + encoded(dropped));

        assertThat(row.path("id").asText()).isEqualTo(dropped);
        assertThat(row.path("closed").asText()).isEqualTo("dropped");
        assertThat(row.path("drops").get(0).path("detail").asText()).isEqualTo("math failed: no answer");
        assertThat(json("api/groups?q=scorer.math:failed").path("total").asInt())
                .isEqualTo(1);
        assertThat(whole.path("trajectories"))
                .extracting(each -> each.path("text").asText())
                .containsExactly("a long way", "nothing");
        assertThat(whole.path("trajectories").get(1).path("dropped").asBoolean())
                .isTrue();
        assertThat(whole.path("drops").get(0).path("reason").asText()).isEqualTo("failed_score");
    }

    @Test
    void shouldFillTheTableBehindTheWatch() throws Exception {
        // Given a table that knows the newest group only
        GroupIndex index = new GroupIndex("accuracy");
        PlacedExperience newest = newest();
        index.add(newest.experience(), newest.offset());

        // When
        Thread filling = new Thread(
                new GroupHistory(played.connection(), played.topics(), PlayedRun.RUN, guarded(index)), "filling");
        filling.start();

        // Then
        ServedPage.await(
                () -> known(index).size() == GROUPS + 1 && known(index).stream().allMatch(row -> row.prompt() != null));
        filling.interrupt();
        filling.join();
    }

    private static PlacedExperience newest() throws Exception {
        GroupRow row =
                log.before(GROUPS, GroupView.ALL, Filter.parse("")).rows().get(0);
        return log.at(row.credit().orElseThrow().offset(), row.id()).orElseThrow();
    }

    private static GroupHistory.Guarded guarded(GroupIndex index) {
        return new GroupHistory.Guarded() {
            @Override
            public <T> T ask(Function<GroupIndex, T> question) {
                synchronized (index) {
                    return question.apply(index);
                }
            }
        };
    }

    private static List<GroupRow> known(GroupIndex index) {
        synchronized (index) {
            return index.rows();
        }
    }

    private static String encoded(String text) {
        return ServedPage.encoded(text);
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return page.get(path);
    }

    private static JsonNode json(String path) throws Exception {
        return page.json(path);
    }
}

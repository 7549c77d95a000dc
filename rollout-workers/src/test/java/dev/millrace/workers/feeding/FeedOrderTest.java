package dev.millrace.workers.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FeedOrderTest {

    private static final int SIZE = 60;

    /** Twenty of each category. */
    private final List<FeedEntry> entries =
            IntStream.range(0, SIZE).mapToObj(FeedOrderTest::entry).toList();

    /** Maps of Java have another order in each process; a restarted feeder must know what it fed. */
    @Test
    void shouldBeKnownByTheSameNameInEveryProcess() {
        Map<String, Double> weights = Map.of("a", 1.0, "b", 2.0, "c", 3.0, "d", 4.0, "e", 5.0, "f", 6.0);
        FeederConfig config = config(false, Map.of("begin", new FeedPhase(0, 0, weights)));

        FeedIdentity identity = FeedIdentity.of("run", entries.subList(0, 3), config, 1, 10);

        assertThat(identity).isEqualTo(new FeedIdentity("8c9325dfe1fcc4cdfa22fff24f4e382a"));
        assertThat(FeedIdentity.of("run", entries.subList(0, 3), config, 1, 20))
                .as("without steps their length means nothing")
                .isEqualTo(identity);
    }

    @Test
    void shouldComeInItsOwnOrderWhereNothingIsShuffled() {
        FeedOrder order = new FeedOrder(entries, config(false, Map.of()), 1, 10);

        assertThat(LongStream.range(0, 2 * SIZE).mapToInt(order::at).boxed())
                .containsExactlyElementsOf(
                        IntStream.range(0, 2 * SIZE).map(i -> i % SIZE).boxed().toList());
    }

    @Test
    void shouldFollowThePhasesOfACurriculum() {
        // Given: easy alone for two steps, then hard three times as often, from the second round all
        FeedOrder order = new FeedOrder(
                entries,
                config(
                        true,
                        Map.of(
                                "begin", new FeedPhase(0, 0, Map.of("easy", 1.0)),
                                "rise", new FeedPhase(0, 2, Map.of("easy", 1.0, "hard", 3.0)),
                                "all", new FeedPhase(20, 0, Map.of()))),
                7,
                10);

        // When
        List<Integer> fed =
                LongStream.range(0, 21 * SIZE).mapToInt(order::at).boxed().toList();

        // Then
        assertThat(fed.subList(0, 20)).allMatch(index -> category(index).equals("easy"));
        assertThat(new HashSet<>(fed.subList(0, 20)))
                .as("a round of a category has no one twice")
                .hasSize(20);
        List<Integer> rise = fed.subList(20, 20 * SIZE);
        assertThat(rise).noneMatch(index -> category(index).equals("middle"));
        double hard =
                rise.stream().filter(index -> category(index).equals("hard")).count() / (double) rise.size();
        assertThat(hard).isBetween(0.70, 0.80);
        assertThat(new HashSet<>(fed.subList(20 * SIZE, 21 * SIZE))).hasSize(SIZE);
    }

    @Test
    void shouldGoOnAnywhereAsIfItHadBeenThere() {
        // Given
        FeederConfig config =
                config(true, Map.of("mix", new FeedPhase(0, 1, Map.of("easy", 1.0, FeedPhase.OTHERS, 0.5))));
        FeedOrder whole = new FeedOrder(entries, config, 3, 10);
        List<Integer> first =
                LongStream.range(0, 200).mapToInt(whole::at).boxed().toList();

        // When
        FeedOrder again = new FeedOrder(entries, config, 3, 10);
        List<Integer> rest =
                LongStream.range(137, 200).mapToInt(again::at).boxed().toList();

        // Then
        assertThat(rest).isEqualTo(first.subList(137, 200));
        assertThat(whole.at(5)).isEqualTo(first.get(5));
    }

    @Test
    void shouldNameCategoriesThatAreNotThere() {
        assertThatThrownBy(() -> new FeedOrder(
                        entries, config(true, Map.of("p", new FeedPhase(0, 0, Map.of("esay", 1.0)))), 1, 10))
                .hasMessage(
                        "feeder.curriculum.p has weights of esay, but the data set has the categories easy, hard, middle");
        assertThatThrownBy(() -> new FeedPhase(0, 0, Map.of("easy", 0.0))).hasMessageStartingWith("weights are all 0");
        assertThatThrownBy(() -> new FeedPhase(0, 0, Map.of("easy", -1.0)))
                .hasMessageStartingWith("weights.easy must be");
    }

    private static FeederConfig config(boolean shuffle, Map<String, FeedPhase> curriculum) {
        return new FeederConfig(0, shuffle, 10, Duration.ofMillis(1), curriculum);
    }

    private static String category(int index) {
        return List.of("easy", "middle", "hard").get(index % 3);
    }

    private static FeedEntry entry(int number) {
        return new FeedEntry(
                "e" + number,
                "text",
                List.of(),
                Task.UNDERSTANDING,
                Optional.empty(),
                Optional.empty(),
                Optional.of(category(number)));
    }
}

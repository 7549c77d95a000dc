package dev.millrace.workers.feeding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class FeedLoopTest {

    private final List<FeedEntry> entries =
            IntStream.range(0, 100).mapToObj(FeedLoopTest::entry).toList();
    private final List<String> fed = new ArrayList<>();

    @Test
    void shouldFeedTheDataSetOnceInItsOrder() {
        FeedLoop loop = new FeedLoop(entries, config(false, 1), 1, 10, Clock.systemUTC());

        loop.run(FedBefore.NOTHING, () -> 1_000, this::take);

        assertThat(fed)
                .containsExactlyElementsOf(entries.stream().map(FeedEntry::id).toList());
    }

    @Test
    void shouldFeedEachRoundInAnOrderOfItsOwn() {
        FeedLoop loop = new FeedLoop(entries, config(true, 64), 1, 10, Clock.systemUTC());

        loop.run(FedBefore.NOTHING, () -> 0, portion -> stopAfter(loop, 200, portion));

        List<String> first = fed.subList(0, 100);
        List<String> second = fed.subList(100, 200);
        assertThat(new HashSet<>(first)).hasSize(100);
        assertThat(new HashSet<>(second)).hasSize(100);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void shouldFeedInTheSameOrderWithTheSameSeed() {
        FeedLoop one = new FeedLoop(entries, config(true, 64), 1, 10, Clock.systemUTC());
        one.run(FedBefore.NOTHING, () -> 0, portion -> stopAfter(one, 128, portion));
        List<String> before = List.copyOf(fed);
        fed.clear();

        FeedLoop other = new FeedLoop(entries, config(true, 64), 1, 10, Clock.systemUTC());
        other.run(FedBefore.NOTHING, () -> 0, portion -> stopAfter(other, 128, portion));

        assertThat(fed).isEqualTo(before);
    }

    @Test
    void shouldStayABoundedNumberOfPromptsAhead() {
        FeedLoop loop = new FeedLoop(entries, config(true, 10), 1, 10, Clock.systemUTC());
        List<Integer> portions = new ArrayList<>();
        int[] reads = {0};

        loop.run(
                FedBefore.NOTHING,
                () -> {
                    reads[0]++;
                    if (reads[0] == 4) {
                        loop.stop();
                    }
                    return reads[0] == 2 ? 10 : 7;
                },
                portion -> portions.add(portion.size()));

        assertThat(portions).containsExactly(3, 3, 3);
    }

    @Test
    void shouldWaitWhenTheBacklogCannotBeRead() {
        FeedLoop loop = new FeedLoop(entries, config(true, 10), 1, 10, Clock.systemUTC());

        loop.run(
                FedBefore.NOTHING,
                () -> {
                    loop.stop();
                    throw new TimeoutException("no broker");
                },
                this::take);

        assertThat(fed).isEmpty();
    }

    private void stopAfter(FeedLoop loop, int count, List<FeedItem> portion) {
        take(portion);
        if (fed.size() >= count) {
            loop.stop();
        }
    }

    private void take(List<FeedItem> portion) {
        portion.forEach(item -> fed.add(item.entry().id()));
    }

    private static FeederConfig config(boolean loop, int ahead) {
        return loop ? FeederConfig.looping(ahead, Duration.ofMillis(1)) : FeederConfig.once();
    }

    private static FeedEntry entry(int number) {
        return new FeedEntry(
                "e" + number,
                "text",
                List.of(),
                Task.UNDERSTANDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

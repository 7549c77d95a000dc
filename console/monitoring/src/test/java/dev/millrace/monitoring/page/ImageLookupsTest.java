package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ImageLookupsTest {

    private final HeldSource source = new HeldSource();
    private final ImageLookups lookups = new ImageLookups(source, 3, Clock.systemUTC());

    @AfterEach
    void close() {
        lookups.close();
        assertThat(source.closed).isTrue();
    }

    @Test
    void shouldRefuseWhoFindsNoRoom() throws Exception {
        // Given a look-up that hangs, and others behind it
        source.hold();
        CompletableFuture<Optional<byte[]>> first = lookups.ask("a").orElseThrow();
        source.reached.await();
        assertThat(lookups.ask("b")).isPresent();
        assertThat(lookups.ask("c")).isPresent();

        // When one more comes, Then there is no room, but for one that is asked for already
        assertThat(lookups.ask("d")).isEmpty();
        assertThat(lookups.ask("a")).containsSame(first);

        // And room again when they have ended
        source.release();
        assertThat(first.get()).isEmpty();
        assertThat(lookups.ask("e")).isPresent();
    }

    @Test
    void shouldFindAllThatIsMissingByOneReading() throws Exception {
        source.hold();
        CompletableFuture<Optional<byte[]>> first = lookups.ask("a").orElseThrow();
        source.reached.await();
        CompletableFuture<Optional<byte[]>> second = lookups.ask("b").orElseThrow();
        CompletableFuture<Optional<byte[]>> third = lookups.ask("c").orElseThrow();
        source.images.put("c", new byte[] {7});
        source.release();

        assertThat(first.get()).isEmpty();
        assertThat(second.get()).isEmpty();
        assertThat(third.get()).hasValue(new byte[] {7});
        assertThat(source.awaited).containsExactly("a", "b");
    }

    @Test
    void shouldReadOnForAnImageThatLiesBehindAnother() throws Exception {
        // Given two images on the log, of which none was met, asked for while another is looked up
        source.log.put("a", new byte[] {7});
        source.log.put("b", new byte[] {8});
        source.hold();
        CompletableFuture<Optional<byte[]>> missing = lookups.ask("m").orElseThrow();
        source.reached.await();
        CompletableFuture<Optional<byte[]>> first = lookups.ask("a").orElseThrow();
        CompletableFuture<Optional<byte[]>> second = lookups.ask("b").orElseThrow();

        // When each reading ends with the image it is for
        source.release();

        // Then
        assertThat(missing.get()).isEmpty();
        assertThat(first.get()).hasValue(new byte[] {7});
        assertThat(second.get()).hasValue(new byte[] {8});
    }

    @Test
    void shouldNotReadAgainForWhatWasMissingAMomentAgo() throws Exception {
        assertThat(lookups.ask("a").orElseThrow().get()).isEmpty();
        assertThat(lookups.ask("a").orElseThrow().get()).isEmpty();
        assertThat(source.awaited).containsExactly("a");
    }

    @Test
    void shouldGoOnAfterAFailure() throws Exception {
        source.failure = new IllegalStateException("the broker does not answer");
        assertThat(lookups.ask("a").orElseThrow()).failsWithin(Duration.ofSeconds(20));
        source.failure = null;
        source.images.put("a", new byte[] {7});
        assertThat(lookups.ask("a").orElseThrow().get()).hasValue(new byte[] {7});
    }

    @Test
    void shouldEndThoseThatWaitWhenItIsClosed() throws Exception {
        source.hold();
        CompletableFuture<Optional<byte[]>> first = lookups.ask("a").orElseThrow();
        source.reached.await();
        lookups.close();
        assertThat(first).isCompletedExceptionally();
        assertThat(lookups.ask("b")).isEmpty();
    }

    @Test
    void shouldForgetMissingOnesSoonAndTheOldestFirst() {
        MovedClock clock = new MovedClock();
        AbsentImages absent = new AbsentImages(clock);
        for (int i = 0; i < 5_000; i++) {
            absent.add("h" + i);
        }
        assertThat(absent.size()).isEqualTo(1_024);
        assertThat(absent.holds("h0")).isFalse();
        assertThat(absent.holds("h4999")).isTrue();
        clock.now = clock.now.plusSeconds(10);
        assertThat(absent.holds("h4999")).isFalse();
    }

    /** Waits in {@link #awaited} while it is held. */
    private static final class HeldSource implements ImageLookups.Source {
        private final Map<String, byte[]> images = new ConcurrentHashMap<>();
        private final Map<String, byte[]> log = new ConcurrentHashMap<>();
        private final List<String> awaited = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch reached = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile @Nullable RuntimeException failure;
        private volatile boolean closed;

        void hold() {
            gate = new CountDownLatch(1);
        }

        void release() {
            gate.countDown();
        }

        @Override
        public Optional<byte[]> known(String hash) {
            return Optional.ofNullable(images.get(hash));
        }

        @Override
        public Optional<byte[]> awaited(String hash) {
            awaited.add(hash);
            reached.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            byte[] met = log.get(hash);
            if (met != null) {
                images.put(hash, met);
            }
            return known(hash);
        }

        @Override
        public void wakeup() {
            release();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}

package dev.millrace.runtime.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RolesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> ended = new CopyOnWriteArrayList<>();

    /** Runs until it is stopped. */
    private Role patient(String name) {
        CountDownLatch stop = new CountDownLatch(1);
        return new Role(
                name,
                () -> {
                    stop.await();
                    ended.add(name);
                },
                stop::countDown);
    }

    private static Role failing(String name, Exception cause) {
        return new Role(
                name,
                () -> {
                    throw cause;
                },
                () -> {});
    }

    @Test
    void shouldWaitForOneRoleWhileOthersRun() throws InterruptedException {
        try (Roles roles = new Roles(LONG)) {
            // Given
            roles.start(patient("worker-0"));
            roles.start(new Role("learner", () -> ended.add("learner"), () -> {}));

            // When
            boolean done = roles.await("learner", LONG);

            // Then
            assertThat(done).isTrue();
            assertThat(ended).containsExactly("learner");
        }
        assertThat(ended).containsExactly("learner", "worker-0");
    }

    @Test
    void shouldGiveUpWaitingAfterTheTimeout() throws InterruptedException {
        try (Roles roles = new Roles(LONG)) {
            roles.start(patient("learner"));
            assertThat(roles.await("learner", Duration.ofMillis(5))).isFalse();
        }
    }

    @Test
    void shouldWakeWhoeverWaitsWhenAnyRoleFails() {
        try (Roles roles = new Roles(LONG)) {
            // Given
            roles.start(patient("learner"));

            // When
            roles.start(failing("worker-1", new IOException("disk full")));

            // Then
            assertThatThrownBy(() -> roles.await("learner", LONG))
                    .isInstanceOf(RoleFailedException.class)
                    .hasMessage("worker-1 failed: IOException: disk full");
        }
        assertThat(ended).containsExactly("learner");
    }

    @Test
    void shouldStopTheRolesOfAPrefix() throws InterruptedException {
        try (Roles roles = new Roles(LONG)) {
            // Given
            roles.start(patient("worker-0"));
            roles.start(patient("worker-1"));
            roles.start(patient("learner"));

            // When
            roles.stop("worker-");

            // Then
            assertThat(roles.await("worker-0", LONG)).isTrue();
            assertThat(roles.await("worker-1", LONG)).isTrue();
            assertThat(ended).containsExactlyInAnyOrder("worker-0", "worker-1");
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldNotWaitForEverForARoleThatDoesNotStop() throws InterruptedException {
        // Given
        CountDownLatch deaf = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Roles roles = new Roles(Duration.ofMillis(20));
        roles.start(new Role(
                "deaf",
                () -> {
                    try {
                        deaf.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                },
                () -> {}));

        // When
        roles.close();

        // Then
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }
}

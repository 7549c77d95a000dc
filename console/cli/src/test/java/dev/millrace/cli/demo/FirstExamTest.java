package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RoleFailedException;
import dev.millrace.runtime.role.Roles;
import dev.millrace.schemas.failure.UsageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FirstExamTest {

    /** Goes on until nobody wants it. */
    private static Optional<ExamResult> endless(FirstExam exam) {
        while (!exam.isUnwanted()) {
            Thread.onSpinWait();
        }
        return Optional.empty();
    }

    @Test
    void shouldThrowWhatTheExamThrows() {
        try (Roles roles = new Roles(Duration.ofSeconds(1));
                FirstExam exam = FirstExam.begin(taken -> {
                    throw new UsageException("no such prompt");
                })) {
            assertThatThrownBy(() -> exam.await(roles))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("no such prompt");
        }
    }

    @Test
    void shouldNotWaitForAnExamWhenARoleHasFailed() {
        try (Roles roles = new Roles(Duration.ofSeconds(1));
                FirstExam exam = FirstExam.begin(FirstExamTest::endless)) {
            roles.start(new Role(
                    "streams",
                    () -> {
                        throw new IllegalStateException("no broker");
                    },
                    () -> {}));

            assertThatThrownBy(() -> exam.await(roles))
                    .isInstanceOf(RoleFailedException.class)
                    .hasMessageContaining("no broker");
        }
    }

    @Test
    void shouldEndAnExamThatNobodyWaitsForAnyMore() {
        // Given
        CountDownLatch ended = new CountDownLatch(1);
        FirstExam exam = FirstExam.begin(taken -> {
            Optional<ExamResult> result = endless(taken);
            ended.countDown();
            return result;
        });

        // When
        exam.close();

        // Then
        assertThat(ended.getCount()).isZero();
    }
}

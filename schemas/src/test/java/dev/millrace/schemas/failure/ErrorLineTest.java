package dev.millrace.schemas.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.secret.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ErrorLineTest {

    @Test
    void shouldNameTheResourceOfAMissingRight() {
        Exception refused = new ExecutionException(new TopicAuthorizationException(Set.of("millrace.weights")));
        assertThat(ErrorLine.of(refused))
                .startsWith("this user lacks a right on topic millrace.weights; grant it; docs/security.md");
    }

    @Test
    void shouldKeepWhatARoleSaysOfItself() {
        Exception stopped = new IllegalStateException(
                "streams of run r stopped", GroupAuthorizationException.forGroupId("millrace.r.streams"));
        assertThat(ErrorLine.of(stopped))
                .startsWith("streams of run r stopped: this user lacks a right on group millrace.r.streams; grant it");
    }

    @Test
    void shouldSayItOnce() {
        String once = ErrorLine.of(new TopicAuthorizationException(Set.of("t")));
        Exception told =
                new IllegalStateException("worker failed: " + once, new TopicAuthorizationException(Set.of("t")));
        assertThat(ErrorLine.of(told)).isEqualTo("worker failed: " + once);
    }

    @Test
    void shouldNotTakeTheRegistryForTheBroker() {
        String line = "schema registry http://r:1: it wants other credentials (status 401); set it";
        assertThat(ErrorLine.of(new AuthenticationException(line))).isEqualTo("AuthenticationException: " + line);
    }

    @Test
    void shouldNotTakeAWrongSettingForARefusedLogin() {
        String line = "-s sasl.jaas.config: unknown key sasl.jaas.config";
        assertThat(ErrorLine.of(new UsageException(line))).isEqualTo(line);
    }

    @Test
    void shouldHideASecretInTheEndOfAThread() throws InterruptedException {
        // Given
        Redaction.add("canary-of-a-thread");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread thread = new Thread(
                () -> {
                    throw new IllegalStateException("no canary-of-a-thread");
                },
                "lost");
        thread.setUncaughtExceptionHandler(new Uncaught(new PrintStream(said, true, UTF_8)));

        // When
        thread.start();
        thread.join();

        // Then
        assertThat(said.toString(UTF_8))
                .startsWith("Exception in thread \"lost\" java.lang.IllegalStateException: no [hidden]")
                .contains("\tat ");
    }

    @Test
    void shouldLeaveOtherErrorsAsTheyAre() {
        assertThat(ErrorLine.of(new IllegalStateException("a\n b"))).isEqualTo("a; b");
        assertThat(ErrorLine.of(new NullPointerException())).isEqualTo("NullPointerException");
    }

    @Test
    void shouldTellALackOfNativeMemoryInOneLineWithItsOwnExitCode() {
        Exception failed = new ExecutionException(
                new RuntimeException(
                        """
                The following operation failed in the TorchScript interpreter.
                Traceback of TorchScript (most recent call last):
                RuntimeError: [enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)
                """));

        assertThat(ErrorLine.of(failed))
                .startsWith("out of memory outside of Java: the engine asked for another 4398.05 GB; ")
                .doesNotContain("\n");
        assertThat(ErrorLine.exitCode(failed)).isEqualTo(3);
    }

    @Test
    void shouldTellALackOfMemoryOnACard() {
        Exception failed = new IllegalStateException(
                "step 3 failed", new RuntimeException("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has"));

        assertThat(ErrorLine.of(failed)).contains("the engine asked for another 2.50 GiB of the graphics card; ");
        assertThat(ErrorLine.exitCode(failed)).isEqualTo(3);
    }
}

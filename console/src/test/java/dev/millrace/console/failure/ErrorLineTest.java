package dev.millrace.console.failure;

import static org.assertj.core.api.Assertions.assertThat;

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
    void shouldLeaveOtherErrorsAsTheyAre() {
        assertThat(ErrorLine.of(new IllegalStateException("a\n b"))).isEqualTo("a; b");
        assertThat(ErrorLine.of(new NullPointerException())).isEqualTo("NullPointerException");
    }
}

package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PagePortTest {

    private static final Topics TOPICS = new Topics("t.");

    @Test
    void shouldLeaveNothingBehindWhenItsPortIsTaken() throws Exception {
        // Given
        KafkaConnection nowhere = new KafkaConnection("localhost:1", "mock://page", Map.of());
        Set<String> before = left();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RunWatch watch = new RunWatch(nowhere, TOPICS, new RunId("r"), Set.of(), "accuracy", Clock.systemUTC());

            // When
            assertThatThrownBy(() -> PageServer.start(
                            PageConfig.defaults().on(taken.getLocalPort()),
                            nowhere,
                            TOPICS,
                            watch,
                            Alarms.of(Duration.ofMinutes(2)),
                            new TokenizerText(WordTokenizer.builtIn()),
                            () -> ""))
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }

        // Then
        await(() -> left().stream().filter(one -> !before.contains(one)).toList(), "[]");
        assertThat(left()).isSubsetOf(before);
    }

    /** Clients that are open, and threads of the page. */
    private static Set<String> left() {
        Set<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("page-news") || name.startsWith("kafka-admin-client"))
                .collect(Collectors.toCollection(TreeSet::new));
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .queryNames(new ObjectName("kafka.*:type=app-info,id=*"), null)
                    .forEach(client -> left.add(client.getCanonicalName()));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
        return left;
    }

    /** Clients take a moment to end. */
    private static void await(Supplier<Object> now, String wanted) throws InterruptedException {
        for (int tries = 0; tries < 200 && !now.get().toString().equals(wanted); tries++) {
            Thread.sleep(20);
        }
    }
}

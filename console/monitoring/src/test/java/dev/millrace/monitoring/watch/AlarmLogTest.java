package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.watch.RunEvent.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmLogTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Alarm LETTERS = new Alarm(Alarm.Kind.DEAD_LETTERS, "2 records were set aside");

    private final AlarmLog log = new AlarmLog();

    @Test
    void shouldNoteWhenAnAlarmBeganAndWhenItEnded() {
        log.note(List.of(), NOW, 1);
        log.note(List.of(LETTERS), NOW.plusSeconds(1), 2);
        log.note(List.of(LETTERS), NOW.plusSeconds(2), 3);

        log.note(List.of(), NOW.plusSeconds(3), 4);

        assertThat(log.events())
                .extracting(RunEvent::kind, RunEvent::step, RunEvent::text)
                .containsExactly(
                        tuple(Kind.ALARM, 2, "dead letters: 2 records were set aside"),
                        tuple(Kind.ALARM_OVER, 4, "dead letters is over"));
    }

    @Test
    void shouldKeepTheNewestOnly() {
        for (int i = 0; i < AlarmLog.MOST; i++) {
            log.note(i % 2 == 0 ? List.of(LETTERS) : List.of(), NOW.plusSeconds(i), i);
        }
        log.note(List.of(LETTERS), NOW.plusSeconds(900), 900);

        List<RunEvent> events = log.events();

        assertThat(events).hasSize(AlarmLog.MOST);
        assertThat(events.get(events.size() - 1).step()).isEqualTo(900);
    }
}

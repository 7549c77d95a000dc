package dev.millrace.schemas.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class WaitNoticeTest {

    private final HandClock clock = new HandClock();
    private final WaitNotice notice = new WaitNotice(clock, Duration.ofSeconds(10));

    @Test
    void shouldWarnOnceAndThenTellTheFileEverMoreSeldom() {
        List<String> lines = waitFor(100);

        assertThat(lines).containsExactly("10 WARN", "20 INFO", "40 INFO", "80 INFO");
    }

    @Test
    void shouldSayNothingOfAShortWait() {
        assertThat(waitFor(9)).isEmpty();
        notice.over();
        assertThat(waitFor(9)).isEmpty();
    }

    @Test
    void shouldWarnOfEachLongWait() {
        waitFor(30);
        notice.over();
        assertThat(waitFor(11)).containsExactly("10 WARN");
    }

    private List<String> waitFor(int seconds) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i <= seconds; i++) {
            notice.waiting()
                    .map(Level::toString)
                    .ifPresent(level -> lines.add(notice.waited().toSeconds() + " " + level));
            clock.pass(Duration.ofSeconds(1));
        }
        return lines;
    }
}

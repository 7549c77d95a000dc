package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.watch.RunEvent.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When alarms began and ended, since whoever notes them watches: an alarm is a judgement and no record, so none of before is
 * known. The newest {@value #MOST} are kept. Thread-safe.
 */
public final class AlarmLog {

    static final int MOST = 200;

    private final Map<String, Alarm> raised = new TreeMap<>();
    private final Deque<RunEvent> events = new ArrayDeque<>();

    /**
     * Takes note of the alarms of a moment.
     *
     * @param step newest step at that time
     */
    public synchronized void note(List<Alarm> alarms, Instant now, int step) {
        Map<String, Alarm> current =
                alarms.stream().collect(Collectors.toMap(Alarm::name, alarm -> alarm, (one, other) -> one));
        current.forEach((name, alarm) -> {
            if (raised.put(name, alarm) == null) {
                add(new RunEvent(
                        now, step, Kind.ALARM, name.replace('_', ' ') + ": " + alarm.text(), Optional.empty()));
            }
        });
        raised.keySet().removeIf(name -> {
            boolean over = !current.containsKey(name);
            if (over) {
                add(new RunEvent(now, step, Kind.ALARM_OVER, name.replace('_', ' ') + " is over", Optional.empty()));
            }
            return over;
        });
    }

    private void add(RunEvent event) {
        events.addLast(event);
        if (events.size() > MOST) {
            events.removeFirst();
        }
    }

    /** All that is kept, oldest first. */
    public synchronized List<RunEvent> events() {
        return List.copyOf(events);
    }
}

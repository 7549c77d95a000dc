package dev.millrace.monitoring.screen;

import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.monitor.Screen;
import dev.millrace.monitoring.monitor.Several;
import dev.millrace.monitoring.watch.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * A run over the whole of a terminal: how far it is, what is wrong, then panels as there is room, two beside each other where the
 * terminal is wide. What finds no room is folded, and what is left out is named. Pure.
 *
 * @param screen of its head
 * @param colours alarms have one
 */
public record FullScreen(Screen screen, boolean colours) {

    private static final String KEYS = "q leaves";
    private static final int ALARM_LINES = 8;

    /** The lines: at most {@code rows}, none wider than {@code columns}. */
    public List<AttributedString> lines(RunView run, int columns, int rows) {
        List<AttributedString> lines = new ArrayList<>();
        screen.head(run.snapshot(), columns).forEach(line -> lines.add(new AttributedString(line)));
        lines.addAll(alarms(run.snapshot().alarms(), columns));
        Layout layout = Layout.of(Panels.of(run.overview()), columns).within(rows - lines.size() - 1);
        lines.addAll(layout.lines(columns));
        List<AttributedString> shown = new ArrayList<>(lines.subList(0, Math.max(0, Math.min(lines.size(), rows - 1))));
        shown.add(foot(layout.leftOut()).columnSubSequence(0, columns));
        return shown;
    }

    /** The first lines of what is wrong; a head with no end would hide the run. */
    private List<AttributedString> alarms(List<Alarm> alarms, int columns) {
        List<AttributedString> lines = new ArrayList<>();
        for (Alarm alarm : alarms) {
            Screen.lines(alarm, columns)
                    .forEach(line -> lines.add(new AttributedString(line, style(alarm.severity()))));
        }
        if (lines.size() <= ALARM_LINES) {
            return lines;
        }
        List<AttributedString> first = new ArrayList<>(lines.subList(0, ALARM_LINES - 1));
        first.add(new AttributedString(
                "and " + Several.of(lines.size() - first.size(), "more line", "more lines")
                        + " of alarms; `watch --json -` has them all",
                AttributedStyle.DEFAULT.faint()));
        return first;
    }

    private AttributedStyle style(Alarm.Severity severity) {
        AttributedStyle bold = AttributedStyle.BOLD;
        if (!colours) {
            return bold;
        }
        return bold.foreground(severity == Alarm.Severity.CRITICAL ? AttributedStyle.RED : AttributedStyle.YELLOW);
    }

    private static AttributedString foot(List<Panel> leftOut) {
        String named = leftOut.stream().map(Panel::title).collect(Collectors.joining(", "));
        return new AttributedString(
                KEYS
                        + Optional.of(named)
                                .filter(names -> !names.isEmpty())
                                .map(names -> "   no room for: " + names)
                                .orElse(""),
                AttributedStyle.DEFAULT.faint());
    }
}

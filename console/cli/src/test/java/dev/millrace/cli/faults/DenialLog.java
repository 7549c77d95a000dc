package dev.millrace.cli.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the authorizer of a broker in this process denies, from its own log. */
final class DenialLog implements AutoCloseable {

    private final Logger authorizer = (Logger) LoggerFactory.getLogger("kafka.authorizer.logger");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains(" is Denied ")) {
                lines.add(event.getFormattedMessage());
            }
        }
    };

    DenialLog() {
        appender.setContext(authorizer.getLoggerContext());
        appender.start();
        authorizer.setLevel(Level.INFO); // at which it tells of denials
        authorizer.setAdditive(false);
        authorizer.addAppender(appender);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        authorizer.detachAppender(appender);
    }
}

package dev.millrace.cli.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.slf4j.LoggerFactory;

/** What the authorizer of a broker in this process allows and denies, from its own log. Safe for all threads. */
public final class AuthorizerLog implements AutoCloseable {

    private static final Pattern ALLOWED = Pattern.compile(
            "Principal = (\\S+) is Allowed operation = (\\S+) from .* on resource = ([A-Za-z_]+):LITERAL:(\\S+) for .*");

    private final Logger authorizer = (Logger) LoggerFactory.getLogger("kafka.authorizer.logger");
    private final List<String> denied = new CopyOnWriteArrayList<>();
    private final Set<Use> used = ConcurrentHashMap.newKeySet();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            take(event.getLevel(), event.getFormattedMessage());
        }
    };

    /** One thing that somebody did. */
    public record Use(String principal, AclOperation operation, ResourceType type, String name) {}

    /** Listens to denials only. */
    public AuthorizerLog() {
        this(Level.INFO); // at which it tells of denials
    }

    private AuthorizerLog(Level level) {
        appender.setContext(authorizer.getLoggerContext());
        appender.start();
        authorizer.setLevel(level);
        authorizer.setAdditive(false);
        authorizer.addAppender(appender);
    }

    /** Listens to all that is allowed as well. */
    public static AuthorizerLog ofAll() {
        return new AuthorizerLog(Level.TRACE);
    }

    private void take(Level level, String line) {
        if (line.contains(" is Denied ") && level.isGreaterOrEqual(Level.INFO)) { // others are left out of an answer
            denied.add(line);
            return;
        }
        Matcher allowed = ALLOWED.matcher(line);
        if (allowed.matches()) {
            used.add(new Use(
                    allowed.group(1),
                    AclOperation.fromString(allowed.group(2)),
                    SecurityUtils.resourceType(allowed.group(3)),
                    allowed.group(4)));
        }
    }

    /** The lines about what was denied. */
    public List<String> denied() {
        return List.copyOf(denied);
    }

    /** What was allowed, each once. */
    public Set<Use> used() {
        return Set.copyOf(used);
    }

    @Override
    public void close() {
        authorizer.detachAppender(appender);
        authorizer.setLevel(Level.WARN);
    }
}

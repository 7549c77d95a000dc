package dev.millrace.runtime.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.millrace.schemas.io.OwnFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The log of this process. */
public final class RunLog {

    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %-24.24thread %logger{24} %msg %kvp%n%ex";
    private static final String TERMINAL = "terminal";
    private static final String OURS = "dev.millrace";

    private RunLog() {}

    /**
     * Writes everything from INFO on to {@code file} as well, after what it holds. Nobody but the owner may read it: libraries
     * say what they like.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static void toFile(Path file) {
        try {
            OwnFile.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        HidingLayout layout = new HidingLayout();
        layout.setContext(context);
        layout.setPattern(LINE);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName(file.toString());
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    /** Shows everything from INFO on in the terminal, libraries included. */
    public static void verbose() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Appender<ILoggingEvent> terminal = context.getLogger(OURS).getAppender(TERMINAL);
        if (terminal != null) {
            context.getLogger(OURS).detachAppender(terminal);
            terminal.clearAllFilters();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(terminal);
        }
    }

    /** Leaves the terminal to a display that redraws itself; what is logged is in the file. */
    public static void leaveTerminal() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(OURS).detachAppender(TERMINAL);
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(TERMINAL);
    }
}

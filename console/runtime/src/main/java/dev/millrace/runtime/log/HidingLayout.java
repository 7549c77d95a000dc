package dev.millrace.runtime.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.millrace.schemas.secret.Redaction;

/** Lines of the log without secrets, whatever a library has to say. Public because logback makes it by name. */
public final class HidingLayout extends PatternLayout {

    @Override
    public String doLayout(ILoggingEvent event) {
        return Redaction.hide(super.doLayout(event));
    }
}

package dev.millrace.monitoring.screen;

import dev.millrace.monitoring.watch.RunView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of this process's terminal, which shows a run until somebody leaves it. What stood there before comes back when it is
 * closed. One thread shows and closes; a thread of its own hears keys.
 */
public final class TerminalScreen implements RunDisplay {

    private static final Logger log = LoggerFactory.getLogger(TerminalScreen.class);
    private static final int CTRL_C = 3;

    private final Terminal terminal;
    private final FullScreen screen;
    private final Attributes before;
    private final Display display;
    private final Thread keys;
    private final Runnable leave;
    private volatile boolean resized = true;
    private volatile boolean closed;
    private Size size = new Size();

    /**
     * @param terminal closed with this
     * @param leave is run, by another thread, when the user has had enough
     */
    TerminalScreen(Terminal terminal, FullScreen screen, Runnable leave) {
        this.terminal = terminal;
        this.screen = screen;
        this.leave = leave;
        this.before = terminal.enterRawMode();
        this.display = new Display(terminal, true);
        terminal.handle(Signal.WINCH, signal -> resized = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        this.keys = new Thread(this::hear, "watch-keys");
        keys.setDaemon(true);
        keys.start();
    }

    /**
     * Takes the terminal.
     *
     * @param leave is run, by another thread, when the user has had enough
     * @return empty if input or output of this process is none, or it cannot be asked for its size
     */
    public static Optional<RunDisplay> take(FullScreen screen, Runnable leave) {
        if (System.console() == null) {
            return Optional.empty();
        }
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .provider("exec")
                    .nativeSignals(false)
                    .build();
            if (terminal.getSize().getRows() < 1 || terminal.getSize().getColumns() < 1) {
                terminal.close();
                return Optional.empty();
            }
            return Optional.of(new TerminalScreen(terminal, screen, leave));
        } catch (IOException | IllegalStateException e) {
            log.atDebug().setCause(e).log("the terminal cannot be taken as a whole");
            return Optional.empty();
        }
    }

    /** Shows the run in the size that the terminal has now. */
    @Override
    public void show(RunView run) {
        if (resized) {
            resized = false;
            size = terminal.getSize();
            display.resize(size.getRows(), size.getColumns());
            display.clear();
        }
        List<AttributedString> lines = screen.lines(run, size.getColumns(), size.getRows());
        display.update(lines, 0);
        terminal.flush();
    }

    private void hear() {
        try {
            while (!closed) {
                int key = terminal.reader().read(200L);
                if (key == 'q' || key == 'Q' || key == CTRL_C) {
                    leave.run();
                    return;
                }
                if (key == -1) {
                    return; // there is nobody any more
                }
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("keys are not heard any more");
        }
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() {
        closed = true;
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_normal);
        terminal.setAttributes(before);
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the terminal is not closed");
        }
    }
}

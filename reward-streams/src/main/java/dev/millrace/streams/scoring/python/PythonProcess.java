package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process with the user's function. A thread of its own speaks with it, so that whoever waits for it can stop waiting.
 * Asked by one thread at a time; {@link #end()} is for any.
 */
final class PythonProcess {

    private static final Duration PARTING = Duration.ofSeconds(2);

    /** Wakes the thread that waits for a question when there is nobody to ask any more. */
    private static final Question NONE = new Question(new byte[0], 0);

    /** By convention an exit code is this and the number of the signal that ended the process. */
    private static final int SIGNALLED = 128;

    private static final int KILL = 9;

    private final Process process;
    private final Adapter adapter;
    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();

    /** A message that is to be sent. */
    private static final class Question {
        private final byte[] message;
        private final int verdicts;

        /** @param verdicts how many answer it */
        Question(byte[] message, int verdicts) {
            this.message = message;
            this.verdicts = verdicts;
        }
    }

    private PythonProcess(Process process, Adapter adapter) {
        this.process = process;
        this.adapter = adapter;
    }

    /**
     * Starts a process, which then loads the function; {@link #next} tells how that went.
     *
     * @throws IOException if there is no such program
     */
    static PythonProcess start(Adapter adapter, String scorer, PrintedLines.Taker prints) throws IOException {
        PythonProcess started = new PythonProcess(new ProcessBuilder(adapter.command()).start(), adapter);
        var unused = started.process.onExit().thenRun(() -> started.questions.add(NONE));
        thread("python-" + scorer, started::converse);
        thread("python-" + scorer + "-prints", () -> started.print(prints));
        return started;
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks about samples; {@link #next} gives the verdicts as they come. Nothing else is being asked. */
    void ask(byte[] message, int verdicts) {
        questions.add(new Question(message, verdicts));
    }

    /**
     * The next that comes from it.
     *
     * @return null if nothing came in time
     */
    @Nullable
    Said next(Duration patience) throws InterruptedException {
        return said.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it and all that it has started; returns at once. */
    void end() {
        process.destroy(); // the guard of the process ends the rest
        var unused = process.onExit()
                .orTimeout(PARTING.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    return process.destroyForcibly();
                });
    }

    private void converse() {
        Said.Ended ended;
        try {
            Frames frames = new Frames(
                    new BufferedInputStream(process.getInputStream()),
                    new BufferedOutputStream(process.getOutputStream()));
            frames.write(adapter.modules());
            frames.write(adapter.task());
            said.add(new Said.Message(frames.read()));
            while (true) {
                Question question = questions.take();
                if (question == NONE) {
                    throw new EOFException("it has ended");
                }
                frames.write(question.message);
                for (int left = question.verdicts; left > 0; ) {
                    JsonNode answer = frames.read();
                    left -= answer.path("verdicts").size();
                    said.add(new Said.Message(answer));
                }
            }
        } catch (IOException e) {
            ended = ended();
        } catch (InterruptedException e) {
            ended = new Said.Ended("it was not waited for", false);
        }
        end();
        said.add(ended);
    }

    private Said.Ended ended() {
        try {
            if (!process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Said.Ended("its process does not keep to the protocol", false);
            }
        } catch (InterruptedException e) {
            return new Said.Ended("it was not waited for", false);
        }
        int code = process.exitValue();
        int signal = code - SIGNALLED;
        return signal <= 0
                ? new Said.Ended("its process ended with the exit code " + code, false)
                : new Said.Ended(
                        "its process was ended by signal " + signal
                                + (signal == KILL ? " (somebody killed it, or memory was short)" : ""),
                        true);
    }

    private void print(PrintedLines.Taker prints) {
        try {
            new PrintedLines(prints).read(process.getErrorStream());
        } catch (IOException e) {
            // It has ended while it was read; the other thread tells how.
            return;
        }
    }
}

package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.FilterException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.concurrent.Semaphore;

/** GroupAnswers requests in JSON, and says in JSON why one cannot be answered. Thread-safe. */
final class GroupAnswers {

    /** The log is read by threads of the server, one after the other: most of them stay for others. */
    private static final int MOST_READS = 8;

    private final ObjectMapper json;
    private final Semaphore reads = new Semaphore(MOST_READS);

    GroupAnswers(ObjectMapper json) {
        this.json = json;
    }

    /** Makes an answer. */
    @FunctionalInterface
    interface Answer {

        /** @throws IllegalArgumentException if what was asked makes no sense */
        JsonNode make() throws FilterException, Refusal;
    }

    void give(Context request, Answer answer) {
        JsonNode node;
        try {
            node = answer.make();
        } catch (FilterException e) {
            request.status(HttpStatus.BAD_REQUEST);
            node = error(e).put("at", e.at()).put("length", e.length());
        } catch (IllegalArgumentException e) {
            request.status(HttpStatus.BAD_REQUEST);
            node = error(e);
        } catch (Refusal e) {
            request.status(e.status());
            if (e.status() == HttpStatus.SERVICE_UNAVAILABLE) {
                request.header("Retry-After", "2");
            }
            node = error(e);
        }
        PageAnswers.answer(request, node);
    }

    /** The same of an answer that the log is read for. */
    void fromLog(Context request, Answer answer) {
        give(request, () -> {
            if (!reads.tryAcquire()) {
                throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too many groups are read at this moment");
            }
            try {
                return answer.make();
            } finally {
                reads.release();
            }
        });
    }

    private ObjectNode error(Exception cause) {
        return json.createObjectNode().put("error", String.valueOf(cause.getMessage()));
    }
}

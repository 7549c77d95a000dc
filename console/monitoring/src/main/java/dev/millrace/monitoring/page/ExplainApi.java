package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.monitoring.explain.Explainer;
import dev.millrace.monitoring.explain.Explanation;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.log.LogPositionException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * {@code /api/explain?metric=NAME}: where a number comes from. With {@code step=N} that of a step, with {@code from} and
 * {@code to} in milliseconds the mean of the windows of a time, with neither a count since the run began, or else the newest
 * step. {@code metric=group:ID} is a group and its records.
 */
final class ExplainApi {

    /** Questions read the log one after the other, by threads of the server: most of them stay for others. */
    private static final int MOST_QUESTIONS = 4;

    private static final int LONGEST_NAME = 200;
    private static final String GROUP = "group:";

    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);
    private final Explainer explainer;
    private final ExplanationJson json;
    private final IntSupplier newestStep;

    /** @param newestStep number of the newest step, 0 before the first */
    ExplainApi(Explainer explainer, ObjectMapper json, IntSupplier newestStep) {
        this.explainer = explainer;
        this.json = new ExplanationJson(json);
        this.newestStep = newestStep;
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/explain", this::explain);
    }

    private void explain(Context request) {
        String metric = request.queryParam("metric");
        if (metric == null || metric.isEmpty() || metric.length() > LONGEST_NAME) {
            PageAnswers.refuse(request, HttpStatus.BAD_REQUEST, "metric must be the name of one");
            return;
        }
        if (!questions.tryAcquire()) {
            PageAnswers.tryLater(request, "too many numbers are explained at this moment");
            return;
        }
        try {
            Optional<Explanation> told = told(request, metric);
            if (told.isPresent()) {
                PageAnswers.answer(request, json.of(told.get()));
            } else {
                PageAnswers.refuse(
                        request,
                        HttpStatus.NOT_FOUND,
                        metric.startsWith(GROUP)
                                ? "the page knows no experience of this group"
                                : "the run has no such step");
            }
        } catch (NumberFormatException e) {
            PageAnswers.refuse(request, HttpStatus.BAD_REQUEST, "step, from and to must be whole numbers");
        } catch (LogPositionException e) {
            PageAnswers.refuse(request, HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            PageAnswers.tryLater(request, "the log does not answer: " + ErrorLine.of(e));
        } finally {
            questions.release();
        }
    }

    private Optional<Explanation> told(Context request, String metric) {
        if (metric.startsWith(GROUP)) {
            return explainer.ofGroup(metric.substring(GROUP.length()));
        }
        String step = request.queryParam("step");
        String from = request.queryParam("from");
        String to = request.queryParam("to");
        if (step != null) {
            return explainer.ofStep(metric, Integer.parseInt(step));
        }
        if (from != null && to != null) {
            return Optional.of(explainer.ofWindows(metric, Long.parseLong(from), Long.parseLong(to)));
        }
        return explainer.ofTotal(metric).or(() -> explainer.ofStep(metric, newestStep.getAsInt()));
    }
}

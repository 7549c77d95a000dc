package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.explain.Evidence;
import dev.millrace.monitoring.explain.Explainer;
import dev.millrace.monitoring.explain.RunEvidence;
import dev.millrace.monitoring.runs.ClusterRuns;
import dev.millrace.monitoring.runs.RunFacts;
import dev.millrace.monitoring.runs.RunLine;
import dev.millrace.monitoring.runs.RunSettings;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.log.LogPositionException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;

/**
 * {@code /api/cluster}: the runs of the cluster, and those whose metrics lie in files. {@code /api/run} with {@code run=ID} or
 * {@code file=NAME}: what made one, and its settings where its folder holds them.
 */
final class RunsApi {

    private static final int MOST_QUESTIONS = 4;

    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);
    private final ClusterRuns runs;
    private final Explainer explainer;
    private final EarlierRuns earlier;
    private final ObjectMapper json;

    RunsApi(ClusterRuns runs, Explainer explainer, EarlierRuns earlier, ObjectMapper json) {
        this.runs = runs;
        this.explainer = explainer;
        this.earlier = earlier;
        this.json = json;
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/cluster", request -> ask(request, () -> PageAnswers.answer(request, cluster())));
        routes.get("/api/run", request -> ask(request, () -> one(request)));
    }

    @FunctionalInterface
    private interface Question {
        void answer() throws InterruptedException;
    }

    private void ask(Context request, Question question) {
        if (!questions.tryAcquire()) {
            PageAnswers.tryLater(request, "too many runs are asked about at this moment");
            return;
        }
        try {
            question.answer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            PageAnswers.tryLater(request, "the page is closing");
        } catch (KafkaException e) {
            PageAnswers.tryLater(request, "the broker does not answer: " + ErrorLine.of(e));
        } finally {
            questions.release();
        }
    }

    private ArrayNode cluster() throws InterruptedException {
        ArrayNode all = json.createArrayNode();
        runs.all().forEach(run -> line(all.addObject(), run));
        for (String name : earlier.names()) {
            ObjectNode node = all.addObject();
            node.put("run", name).put("file", true).put("state", "file");
            List<StepRow> last = earlier.isReadable(name) ? earlier.steps(name, 1) : List.of();
            last.forEach(step -> step(node, step));
        }
        return all;
    }

    private static void line(ObjectNode node, RunLine run) {
        node.put("run", run.run()).put("file", false).put("state", run.state());
        node.put("here", run.isHere()).put("total_steps", run.totalSteps());
        node.put("trained_ms", run.trained().toMillis());
        run.first().ifPresent(at -> node.put("first_at", at.toEpochMilli()));
        run.newest().ifPresent(step -> step(node, step));
    }

    private static void step(ObjectNode node, StepRow step) {
        node.put("step", step.step()).put("at", step.at().toEpochMilli());
        node.put("lineage", step.lineage());
        Double reward = step.metrics().get("reward");
        if (reward != null) {
            OverviewJson.number(node, "reward", reward);
        }
    }

    private void one(Context request) {
        String run = request.queryParam("run");
        String file = request.queryParam("file");
        String name = file == null ? String.valueOf(run) : file;
        ObjectNode node = json.createObjectNode().put("run", name).put("file", file != null);
        ObjectNode facts = node.putObject("facts");
        ArrayNode records = node.putArray("records");
        if (file == null) {
            told(name, node, facts, records);
        }
        if (earlier.names().contains(name)) {
            RunSettings.in(earlier.folder().resolve(name)).ifPresent(found -> {
                node.put("settings_file", found.file());
                ObjectNode settings = node.putObject("settings");
                found.values().forEach(settings::put);
            });
        }
        if (facts.isEmpty() && !node.has("settings") && !earlier.names().contains(name)) {
            PageAnswers.refuse(
                    request, HttpStatus.NOT_FOUND, "no step of a run “" + name + "” is on the topic or in a file");
            return;
        }
        PageAnswers.answer(request, node);
    }

    private void told(String name, ObjectNode node, ObjectNode facts, ArrayNode records) {
        try {
            explainer.ofRun(name).ifPresent(found -> facts(found, facts, records));
        } catch (LogPositionException e) {
            node.put("note", String.valueOf(e.getMessage()));
        }
    }

    private static void facts(RunEvidence found, ObjectNode facts, ArrayNode records) {
        RunFacts.of(found).forEach(facts::put);
        for (Evidence each : found.records()) {
            ObjectNode record = records.addObject();
            ExplanationJson.place(record, each.place());
            record.put("what", each.what());
        }
    }
}

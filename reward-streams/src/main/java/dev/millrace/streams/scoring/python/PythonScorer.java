package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function in Python. The samples of a group go to it in one call, or one by one, as its form asks. Whatever it does to
 * its process, each sample gets a verdict within the scorer's time-out: a process that takes too long is ended, and one
 * that ends by itself, or is killed, is replaced and asked again.
 */
final class PythonScorer implements Scorer {

    private static final Logger log = LoggerFactory.getLogger(PythonScorer.class);

    /** Share of the scorer's time-out by which a verdict is given, before the call as a whole has failed. */
    private static final double PUNCTUAL = 0.9;

    private static final int VERSION_DIGITS = 16;

    private final ProcessPool pool;
    private final Questions questions;
    private final FunctionFacts facts;
    private final Duration callTimeout;
    private final Duration timeout;
    private final String version;

    private PythonScorer(
            ProcessPool pool,
            Questions questions,
            FunctionFacts facts,
            Duration callTimeout,
            Duration timeout,
            String version) {
        this.pool = pool;
        this.questions = questions;
        this.facts = facts;
        this.callTimeout = callTimeout;
        this.timeout = timeout;
        this.version = version;
    }

    /**
     * A scorer whose first process has loaded the function.
     *
     * @throws IllegalArgumentException that begins with the key whose value is at fault, if the function cannot be used
     */
    static PythonScorer start(PythonFunction function, PythonConfig config, ScorerContext context) {
        Adapter adapter = new Adapter(function, config);
        ProcessPool pool = new ProcessPool(adapter, context.name(), config.startTimeout(), context.clock());
        log.atInfo()
                .addKeyValue("scorer", context.name())
                .addKeyValue("file", function.path())
                .log("loading the function");
        try {
            JsonNode about = pool.start(context.parallelism());
            log.atInfo()
                    .addKeyValue("scorer", context.name())
                    .addKeyValue("function", about.path("function").asText())
                    .addKeyValue("style", about.path("style").asText())
                    .addKeyValue("because", about.path("reason").asText())
                    .addKeyValue("python", about.path("python").asText())
                    .log("function is loaded");
            return new PythonScorer(
                    pool,
                    new Questions(config.images(), context.images()),
                    new FunctionFacts(function.name(), about.path("each").asBoolean()),
                    config.callTimeout().isZero() ? context.timeout().dividedBy(2) : config.callTimeout(),
                    Duration.ofNanos((long) (context.timeout().toNanos() * PUNCTUAL)),
                    about.path("style").asText() + "-"
                            + Sha256.of(adapter.task()).substring(0, VERSION_DIGITS));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean judgesGroups() {
        return true;
    }

    @Override
    public List<Verdict> score(List<Sample> samples) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Inquiry inquiry = new Inquiry(facts, samples.size());
        for (int i = 0; i < samples.size(); i++) {
            try {
                inquiry.add(i, questions.sample(samples.get(i)));
            } catch (IOException | IllegalArgumentException e) {
                inquiry.settle(i, new Verdict.Failed(String.valueOf(e.getMessage())));
            }
        }
        while (!inquiry.isSettled()) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            PythonProcess process = left.isNegative() ? null : pool.take(left);
            if (process == null) {
                inquiry.settleAll(left.isNegative() ? inquiry.outOfTime() : "no process was ready: " + pool.whyNone());
            } else if (ask(process, inquiry, deadline)) {
                pool.giveBack(process);
            } else {
                pool.replace(process);
            }
        }
        return inquiry.verdicts();
    }

    /** Asks a process about what is not settled. Returns whether it can be asked again. */
    private boolean ask(PythonProcess process, Inquiry inquiry, long deadline)
            throws IOException, InterruptedException {
        List<Integer> asked = inquiry.open();
        process.ask(inquiry.message(asked), asked.size());
        while (!inquiry.isSettled()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            boolean lastChance = left.compareTo(callTimeout) < 0;
            Said said;
            try {
                said = process.next(lastChance ? left : callTimeout);
            } catch (InterruptedException e) {
                pool.replace(process);
                throw e;
            }
            if (said instanceof Said.Message message) {
                inquiry.heard(asked, message.content());
            } else if (said instanceof Said.Ended ended) {
                inquiry.died(ended.how());
                return false;
            } else {
                inquiry.late(callTimeout, lastChance);
                return false;
            }
        }
        return true;
    }

    /** Ends its processes. */
    @Override
    public void close() {
        pool.close();
    }
}

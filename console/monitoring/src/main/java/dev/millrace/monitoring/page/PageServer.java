package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.explain.Explainer;
import dev.millrace.monitoring.groups.GroupLog;
import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.rewards.RewardLog;
import dev.millrace.monitoring.runs.ClusterRuns;
import dev.millrace.monitoring.runs.RunPresence;
import dev.millrace.monitoring.watch.AlarmLog;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.GroupReader;
import dev.millrace.monitoring.watch.LetterRow;
import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.policy.text.TokenText;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.topic.Topics;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Serves the page. It reads what the watch knows and the topics behind it, and has no way to change anything.
 *
 * <p>Thread-safe. Closing it ends its connections; the watch is its owner's.
 */
public final class PageServer implements AutoCloseable {

    private static final int MOST_POINTS = 1_500;

    /** Files are read by threads of the server: most of them stay for others. */
    private static final int MOST_FILES = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunWatch watch;
    private final Semaphore files = new Semaphore(MOST_FILES);
    private final PageImages images;
    private final PageNews news;
    private final GroupLog groupLog;
    private final GroupReader groupReader;
    private final GroupsApi groups;
    private final GroupApi group;
    private final OverviewJson overview = new OverviewJson(JSON);
    private final AlarmLog alarmLog = new AlarmLog();
    private final ChartsApi charts;
    private final Explainer explainer;
    private final ExplainApi explain;
    private final RunsApi runs;
    private final EarlierRuns earlier;
    private final Supplier<String> scrape;
    private final Optional<String> token;
    private final boolean madeUp;
    private final Javalin server;
    private final String address;

    private PageServer(
            PageConfig config,
            KafkaConnection connection,
            Topics topics,
            RunWatch watch,
            Alarms alarms,
            TokenText text,
            Supplier<String> scrape,
            Supplier<Collection<RunPresence>> census) {
        this.watch = watch;
        this.scrape = scrape;
        this.earlier = new EarlierRuns(config.runs());
        this.token = token(config);
        this.madeUp = config.token().isEmpty();
        this.groupLog = new GroupLog(connection, topics, watch.runId(), watch.headline());
        this.groupReader = new GroupReader(connection, topics);
        GroupAnswers answers = new GroupAnswers(JSON);
        this.groups = new GroupsApi(watch, groupLog, answers, JSON);
        this.group = new GroupApi(watch, groupLog, groupReader, answers, new GroupJson(JSON, text), JSON);
        this.images = new PageImages(connection, topics);
        this.charts = new ChartsApi(watch, alarmLog, new RewardLog(connection, topics, watch.runId()), JSON);
        this.explainer = new Explainer(connection, topics, watch);
        this.explain = new ExplainApi(explainer, JSON, this::newestStep);
        this.runs = new RunsApi(new ClusterRuns(connection, topics, watch, census), explainer, earlier, JSON);
        this.news = new PageNews(() -> newest(alarms), watch::stepsAfter, overview, config.refresh());
        PageGuard guard = new PageGuard(token, config.tls().on());
        this.server = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            javalin.routes.before(guard::check);
            routes(javalin.routes);
            javalin.jetty.addConnector((jetty, http) -> ServerTls.at(
                    config.tls().connector("page.tls", jetty, http, -1, -1), config.host(), config.port()));
        });
        try {
            server.start();
        } catch (RuntimeException e) {
            // A page that cannot listen leaves neither clients nor threads.
            Closing.after(e, this::close, watch);
            throw e;
        }
        this.address = config.tls().scheme() + "://"
                + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + server.port() + "/";
    }

    /**
     * Starts the page.
     *
     * @param watch what it shows; runs on a thread of its owner, once the page is there, and is closed if it does not start
     * @param scrape the text of {@code /metrics}
     * @throws io.javalin.util.JavalinBindException if it cannot listen where it should
     */
    public static PageServer start(
            PageConfig config,
            KafkaConnection connection,
            Topics topics,
            RunWatch watch,
            Alarms alarms,
            TokenText text,
            Supplier<String> scrape) {
        return start(config, connection, topics, watch, alarms, text, scrape, List::of);
    }

    /**
     * Starts the page, which tells of the other runs of the cluster too.
     *
     * @param census what the broker holds of runs besides their records
     */
    public static PageServer start(
            PageConfig config,
            KafkaConnection connection,
            Topics topics,
            RunWatch watch,
            Alarms alarms,
            TokenText text,
            Supplier<String> scrape,
            Supplier<Collection<RunPresence>> census) {
        return new PageServer(config, connection, topics, watch, alarms, text, scrape, census);
    }

    private static Optional<String> token(PageConfig config) {
        Optional<String> set = config.secret();
        if (set.isPresent() || config.isLoopback()) {
            return set;
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return Optional.of(HexFormat.of().formatHex(random));
    }

    /** Where to open it, with the token if one was made up; one that was set is known to those who may know it. */
    public String url() {
        return madeUp ? address + token.map(secret -> "?token=" + secret).orElse("") : address;
    }

    private void routes(RoutesConfig routes) {
        PageAssets.serve(routes);
        routes.sse("/events", news::listen);
        routes.get("/api/overview", request -> PageAnswers.answer(request, news.overview()));
        routes.get("/api/runs", request -> PageAnswers.answer(request, runs()));
        routes.get("/api/history", this::history);
        routes.get(
                "/api/windows",
                request -> PageAnswers.answer(request, new HistoryJson(JSON).windows(watch.series(MOST_POINTS))));
        routes.get(
                "/api/evaluations",
                request -> PageAnswers.answer(
                        request, new HeldOutJson(JSON).columns(watch.overview().heldOut())));
        groups.serve(routes);
        group.serve(routes);
        charts.serve(routes);
        explain.serve(routes);
        runs.serve(routes);
        routes.get("/api/dead-letters", request -> PageAnswers.answer(request, letters()));
        routes.get("/image/{hash}", images::answer);
        routes.get("/metrics", request -> request.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(scrape.get()));
        routes.error(404, request -> {
            // What is not there is mostly a path that nobody has; a handler that says more is left alone.
            String type = request.res().getContentType();
            if (type == null || !type.startsWith("application/json")) {
                request.contentType("text/plain").result("nothing here\n");
            }
        });
    }

    private ObjectNode newest(Alarms alarms) {
        watch.check();
        Overview run = watch.overview();
        List<Alarm> told = alarms.of(run);
        if (run.ready()) {
            alarmLog.note(told, run.at(), run.newest().map(StepRow::step).orElse(0));
        }
        return overview.of(run, told);
    }

    private int newestStep() {
        return watch.overview().newest().map(StepRow::step).orElse(0);
    }

    private ObjectNode runs() {
        ObjectNode node = JSON.createObjectNode().put("run", watch.runId().value());
        ArrayNode topic = node.putArray("topic");
        watch.runs().stream().filter(run -> !run.equals(watch.runId().value())).forEach(topic::add);
        ArrayNode files = node.putArray("files");
        earlier.names().forEach(files::add);
        return node;
    }

    private void history(Context request) {
        String file = request.queryParam("file");
        String run = request.queryParam("run");
        if (file != null) {
            earlier(request, file);
            return;
        }
        List<StepRow> rows = watch.steps(run == null ? watch.runId().value() : run);
        PageAnswers.answer(request, overview.columns(StepSample.of(rows, MOST_POINTS)));
    }

    private void earlier(Context request, String name) {
        if (!files.tryAcquire()) {
            PageAnswers.tryLater(request, "too many earlier runs are read at this moment");
            return;
        }
        try {
            PageAnswers.answer(request, overview.columns(earlier.steps(name, MOST_POINTS)));
        } catch (IllegalArgumentException e) {
            PageAnswers.refuse(request, HttpStatus.CONTENT_TOO_LARGE, String.valueOf(e.getMessage()));
        } finally {
            files.release();
        }
    }

    private ArrayNode letters() {
        ArrayNode list = JSON.createArrayNode();
        for (LetterRow letter : watch.letters()) {
            list.addObject()
                    .put("source", letter.source())
                    .put("cause", letter.cause())
                    .put("bytes", letter.bytes())
                    .put("at", letter.at().toEpochMilli());
        }
        return list;
    }

    @Override
    public void close() {
        try (charts;
                explainer;
                images;
                groupLog;
                groupReader) {
            try {
                news.close();
            } finally {
                server.stop();
            }
        }
    }
}

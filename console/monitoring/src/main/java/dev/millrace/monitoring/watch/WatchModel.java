package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.groups.GroupIndex;
import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.HeldOutCurves;
import dev.millrace.monitoring.watch.LagProbe.Reader;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.servers.ServerReport;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.metrics.FigureNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is known of a run. Not thread-safe: its owner guards it. */
final class WatchModel {

    /** Closed groups that are read with the history; those before them come in behind it. */
    static final int FIRST_GROUPS = 2_000;

    private static final int MOST_LETTERS = 100;
    private static final int OLDEST = 50;
    private static final Duration RECENT = Duration.ofSeconds(15);
    private static final Duration WORKER_GONE = Duration.ofMinutes(10);

    private final RunId run;
    private final Topics topics;
    private final MetricsHistory metrics = new MetricsHistory();
    private final ServerReports servers = new ServerReports();
    private final StepHistory steps = new StepHistory();
    private final HeldOutCurves heldOut = new HeldOutCurves();
    private final OpenGroups open;
    private final GroupIndex groups;
    private final Deque<LetterRow> letters = new ArrayDeque<>();
    private final Map<String, WorkerRow> workers = new TreeMap<>();
    private final Set<String> scorers;
    private final String headline;
    private long refused;
    private long unreadable;
    private int totalSteps;
    private int maxStaleness = -1;
    private Optional<Instant> heard = Optional.empty();

    WatchModel(RunId run, Topics topics, Set<String> scorers, String headline) {
        this.run = run;
        this.topics = topics;
        this.scorers = scorers;
        this.headline = headline;
        this.open = new OpenGroups(scorers);
        this.groups = new GroupIndex(headline);
    }

    void add(MetricWindow window, RecordPlace place) {
        if (!isOurs(window.getRunId())) {
            return;
        }
        if (ServerReport.is(window)) {
            ServerReport.read(window).ifPresent(servers::add);
            return;
        }
        metrics.add(window, place);
        if (window.getLengthMs() > 0) {
            heard(window.getStart().plusMillis(window.getLengthMs()));
            window.getFigures().forEach((name, figure) -> {
                if (name.startsWith(FigureNames.WORKER)) {
                    seen(name.substring(FigureNames.WORKER.length()), figure, window.getStart());
                }
            });
        }
    }

    private void seen(String worker, MetricFigure figure, Instant start) {
        WorkerRow before = workers.get(worker);
        if (before == null || !start.isBefore(before.lastSeen())) {
            workers.put(worker, new WorkerRow(worker, (int) figure.getMax(), 0, false, 0, 0, start));
        }
    }

    void add(TrainingStep step, RecordPlace place) {
        Integer rewoundFrom = step.getRewoundFrom();
        if (rewoundFrom != null) {
            steps.rewound(step.getRunId(), new RewindRow(rewoundFrom, step.getStep(), step.getTrainedAt(), place));
        } else {
            steps.add(step.getRunId(), StepRow.of(step).at(place));
        }
        steps.total(step.getRunId(), step.getTotalSteps());
        if (isOurs(step.getRunId())) {
            totalSteps = step.getTotalSteps();
            maxStaleness = step.getMaxStaleness();
            heard(step.getTrainedAt());
            refused += step.getSkipped() ? 1 : 0;
        }
    }

    private void heard(Instant at) {
        if (heard.isEmpty() || at.isAfter(heard.get())) {
            heard = Optional.of(at);
        }
    }

    void add(HeldOutResult result) {
        if (isOurs(result.getRunId())) {
            heldOut.add(result);
        }
    }

    void add(Experience experience, long offset) {
        if (isOurs(experience.getRunId())) {
            open.closed(experience.getGroupId());
            groups.add(experience, offset);
        }
    }

    void add(Trajectory trajectory, Instant at) {
        if (isOurs(trajectory.getRunId())) {
            open.published(trajectory.getGroupId(), trajectory.getIndex(), trajectory.getGroupSize(), at);
            groups.asked(trajectory.getGroupId(), trajectory.getPrompt());
            ImageRef image = trajectory.getImage();
            if (image != null) {
                groups.drawn(trajectory.getGroupId(), image.getSha256());
            }
        }
    }

    void add(Score score) {
        if (isOurs(score.getRunId())) {
            for (Score single : SingleScores.of(score)) {
                open.scored(single.getGroupId(), single.getIndex(), single.getScorer());
                if (single.getOutcome() == ScoreOutcome.FAILED) {
                    groups.failed(single.getGroupId(), single.getScorer());
                }
            }
        }
    }

    void add(Drop drop, int partition, long offset) {
        if (isOurs(drop.getRunId())) {
            groups.add(drop, partition, offset);
            if (drop.getWholeGroup()) {
                open.closed(drop.getGroupId());
            }
        }
    }

    void add(LetterRow letter) {
        letters.addFirst(letter);
        if (letters.size() > MOST_LETTERS) {
            letters.removeLast();
        }
    }

    void unreadable() {
        unreadable++;
    }

    private boolean isOurs(String runId) {
        return runId.equals(run.value());
    }

    List<String> runs() {
        return steps.runs();
    }

    List<StepRow> steps(String ofRun) {
        return steps.of(ofRun);
    }

    List<StepRow> stepsAfter(int step) {
        return steps.after(run.value(), step);
    }

    /** How any run on the topic stands, as far as its steps tell. */
    RunState state(String ofRun, Optional<Instant> stopped, Instant now) {
        List<StepRow> rows = steps.of(ofRun);
        Optional<StepRow> newest = rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
        Optional<Instant> last = isOurs(ofRun) ? heard : newest.map(StepRow::at);
        return RunState.of(newest, steps.trained(ofRun), steps.total(ofRun), last, stopped, now);
    }

    List<RunEvent> events() {
        return RunEvents.of(steps.of(run.value()), metrics.workers(), steps.rewinds(run.value()));
    }

    Map<RecordPlace, Map<String, MetricFigure>> totalsOf(String figure) {
        return metrics.totalsOf(figure);
    }

    Map<RecordPlace, Map<String, MetricFigure>> windowsOf(String figure, long from, long to) {
        return metrics.windowsOf(figure, from, to);
    }

    NavigableMap<Long, Map<String, MetricFigure>> series(int most) {
        return metrics.series(most);
    }

    List<LetterRow> letters() {
        return List.copyOf(letters);
    }

    GroupIndex groups() {
        return groups;
    }

    String whyNotThere(String id) {
        if (!id.startsWith(run.value() + "/")) {
            return "There is no group “" + id + "” of run " + run + ": ids of its groups have the form " + run
                    + "/PARTITION/OFFSET. Choose one from the table.";
        }
        if (open.isOpen(id)) {
            return "Group " + id + " has not closed yet. Health tells what it waits for; open it again then.";
        }
        return "Group " + id + " is not among the newest " + GroupIndex.MOST + " groups that the page remembers, and"
                + " nothing of it was found on the log from the time of its prompt on: it is older than what the log"
                + " keeps, or never was. “./millrace show " + id + "” and “./millrace watch --group " + id
                + "” look for it in the whole log.";
    }

    Overview overview(Instant now, boolean ready, LagProbe.Answer answer) {
        Map<String, MetricFigure> totals = metrics.totals();
        Map<String, MetricFigure> recent = metrics.recent(now, RECENT);
        List<StepRow> ours = steps.of(run.value());
        Optional<StepRow> newest = ours.isEmpty() ? Optional.empty() : Optional.of(ours.get(ours.size() - 1));
        RunState state = RunState.of(newest, steps.trained(run.value()), totalSteps, heard, answer.stopped(), now);
        return new Overview(
                now,
                ready,
                !metrics.isEmpty(),
                state,
                newest,
                accounting(totals),
                edges(recent, answer.lags(), now, ours),
                rate(recent, FigureNames.TOKENS, true),
                open.count(),
                family(totals, FigureNames.CLOSED),
                family(totals, FigureNames.DROPPED_GROUPS),
                mean(recent, FigureNames.GROUP_AGE),
                open.oldest(OLDEST),
                workers(totals, recent, now, ours),
                family(totals, FigureNames.SCORES),
                means(recent, FigureNames.LATENCY),
                headline,
                means(recent, FigureNames.CATEGORY),
                count(totals, FigureNames.LATE),
                count(totals, FigureNames.DEAD_LETTERS),
                unreadable + count(totals, FigureNames.UNREADABLE),
                refused,
                steps.abandoned(run.value()),
                servers.rows(state.isOver() ? state.end().orElse(now) : now),
                heldOut.all());
    }

    private static Totals accounting(Map<String, MetricFigure> totals) {
        long published = count(totals, FigureNames.PUBLISHED);
        long trained = count(totals, FigureNames.TRAINED);
        Map<String, Long> dropped = family(totals, FigureNames.DROPPED);
        long unmatched = count(totals, FigureNames.UNMATCHED);
        long pending = published - trained - sum(dropped) + unmatched;
        return new Totals(
                published,
                trained,
                pending,
                dropped,
                count(totals, FigureNames.DOUBLED),
                unmatched,
                sum(family(totals, FigureNames.ABANDONED)));
    }

    private List<Edge> edges(
            Map<String, MetricFigure> recent, Map<Reader, Long> lags, Instant now, List<StepRow> ours) {
        double trajectories = rate(recent, FigureNames.PUBLISHED, false);
        long slowest = scorers.stream()
                .mapToLong(name -> lags.getOrDefault(new Reader("scorer " + name, topics.trajectories()), -1L))
                .max()
                .orElse(-1);
        double stepRate = stepRate(ours, now);
        List<Edge> edges = new ArrayList<>();
        edges.add(new Edge(
                "prompts",
                "feeder",
                "worker",
                rate(recent, FigureNames.GROUPS, false),
                lags.getOrDefault(new Reader("worker", topics.prompts()), -1L)));
        edges.add(new Edge("trajectories", "worker", "scorer", trajectories, slowest));
        edges.add(new Edge(
                "trajectories",
                "worker",
                "streams",
                trajectories,
                lags.getOrDefault(new Reader("streams", topics.trajectories()), -1L)));
        edges.add(new Edge(
                "scores",
                "scorer",
                "streams",
                familyRate(recent, FigureNames.SCORES),
                lags.getOrDefault(new Reader("streams", topics.scores()), -1L)));
        edges.add(new Edge(
                "experience",
                "streams",
                "learner",
                familyRate(recent, FigureNames.CLOSED),
                lags.getOrDefault(new Reader("learner", topics.experience()), -1L)));
        edges.add(new Edge("weights", "learner", "worker", stepRate, -1));
        return edges;
    }

    private static double stepRate(List<StepRow> ours, Instant now) {
        Instant from = now.minus(RECENT.multipliedBy(4));
        int count = 0;
        for (int i = ours.size() - 1; i >= 0 && ours.get(i).at().isAfter(from); i--) {
            count++;
        }
        return count / (double) RECENT.multipliedBy(4).toSeconds();
    }

    private List<WorkerRow> workers(
            Map<String, MetricFigure> totals, Map<String, MetricFigure> recent, Instant now, List<StepRow> ours) {
        List<WorkerRow> rows = new ArrayList<>();
        for (WorkerRow row : workers.values()) {
            if (row.lastSeen().isAfter(now.minus(WORKER_GONE)) || workers.size() <= 8) {
                String figure = FigureNames.WORKER + row.name();
                MetricFigure all = totals.get(figure);
                MetricFigure late = recent.get(figure);
                int behind = behind(row, now, ours);
                rows.add(new WorkerRow(
                        row.name(),
                        row.version(),
                        behind,
                        maxStaleness >= 0 && behind > maxStaleness,
                        all == null ? 0 : all.getCount(),
                        late == null ? 0 : late.getCount() / (double) RECENT.toSeconds(),
                        row.lastSeen()));
            }
        }
        return rows;
    }

    /** What has left, or waits, samples nothing with the weights it has. */
    private static int behind(WorkerRow worker, Instant now, List<StepRow> ours) {
        if (worker.lastSeen().isBefore(now.minus(RunState.QUIET))) {
            return 0;
        }
        int newest = ours.size() - 1;
        while (newest >= 0 && ours.get(newest).at().isAfter(worker.lastSeen())) {
            newest--;
        }
        return newest < 0 ? 0 : Math.max(0, ours.get(newest).version() - worker.version());
    }

    private static double rate(Map<String, MetricFigure> recent, String name, boolean ofSum) {
        MetricFigure figure = recent.get(name);
        return figure == null ? 0 : (ofSum ? figure.getSum() : figure.getCount()) / (double) RECENT.toSeconds();
    }

    private static double familyRate(Map<String, MetricFigure> recent, String prefix) {
        return sum(family(recent, prefix)) / (double) RECENT.toSeconds();
    }

    private static long count(Map<String, MetricFigure> figures, String name) {
        MetricFigure figure = figures.get(name);
        return figure == null ? 0 : Math.round(figure.getSum());
    }

    private static double mean(Map<String, MetricFigure> figures, String name) {
        MetricFigure figure = figures.get(name);
        return figure == null ? Double.NaN : figure.getSum() / figure.getCount();
    }

    /** The sums of the members of a family, by what follows its name. */
    private static Map<String, Long> family(Map<String, MetricFigure> figures, String prefix) {
        Map<String, Long> members = new TreeMap<>();
        figures.forEach((name, figure) -> {
            if (name.startsWith(prefix)) {
                members.put(name.substring(prefix.length()), Math.round(figure.getSum()));
            }
        });
        return members;
    }

    private static Map<String, Double> means(Map<String, MetricFigure> figures, String prefix) {
        Map<String, Double> members = new HashMap<>();
        figures.forEach((name, figure) -> {
            if (name.startsWith(prefix)) {
                members.put(name.substring(prefix.length()), figure.getSum() / figure.getCount());
            }
        });
        return new TreeMap<>(members);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}

package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.explain.DropReader.PlacedDrop;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.metrics.MetricWords;
import dev.millrace.monitoring.metrics.MetricWords.Metric;
import dev.millrace.monitoring.monitor.Several;
import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.metrics.FigureNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Says where numbers of one run come from. Thread-safe; it reads the log for each question, one question at a time. */
public final class Explainer implements AutoCloseable {

    private final RunWatch watch;
    private final StepReader steps;
    private final DropReader drops;
    private final TrajectoryReader trajectories;
    private final GroupExplainer groups;

    /** No request is made before the first question. */
    public Explainer(KafkaConnection connection, Topics topics, RunWatch watch) {
        this.watch = watch;
        this.steps = new StepReader(connection, topics);
        this.drops = new DropReader(connection, topics);
        this.trajectories = new TrajectoryReader(connection, topics);
        this.groups = new GroupExplainer(connection, topics, trajectories);
    }

    /** A metric of a step; empty where the run has no such step. */
    public Optional<Explanation> ofStep(String metric, int number) {
        List<StepRow> rows = watch.steps(watch.runId().value());
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).step() == number) {
                Optional<RecordPlace> before =
                        i == 0 ? Optional.empty() : rows.get(i - 1).place();
                return Optional.of(step(metric, rows.get(i), before));
            }
        }
        return Optional.empty();
    }

    private Explanation step(String metric, StepRow row, Optional<RecordPlace> before) {
        Telling telling = new Telling(metric);
        telling.step = OptionalInt.of(row.step());
        Double value = metric.equals("step")
                ? Double.valueOf(row.step())
                : row.metrics().get(metric);
        telling.value = value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        telling.command = Optional.of("./millrace watch --follow training-steps --from beginning --filter step="
                + row.step() + " --limit 1 --json -");
        row.place()
                .ifPresent(place -> telling.evidence.add(Evidence.of(
                        place,
                        "the record of step " + row.step()
                                + (value == null ? "" : ", where " + metric + " is " + value))));
        Optional<StepFormula> formula = StepFormula.of(metric);
        if (row.place().isEmpty()) {
            telling.note("this step was read from a file: its records are not at hand");
        } else {
            read(telling, formula, row.place().get(), before);
        }
        return telling.told();
    }

    private void read(Telling telling, Optional<StepFormula> formula, RecordPlace place, Optional<RecordPlace> before) {
        try {
            StepRecords found = steps.read(place, before);
            for (PlacedGroup group : found.groups()) {
                String what = formula.map(each -> each.each().apply(group))
                        .orElse(Several.of(group.trained().size(), "trajectory", "trajectories") + " of it trained");
                telling.evidence.add(new Evidence(
                        group.place(), what, Optional.of(group.experience().getGroupId())));
            }
            telling.formula = formula.map(StepFormula::words);
            if (found.isWhole()) {
                telling.again = formula.map(each -> each.value().apply(found)).orElse(OptionalDouble.empty());
            } else {
                telling.note(found.groups().size() + " of the "
                        + found.step().getGroups().size()
                        + " groups that it trained are in the log still, so that it cannot be calculated again");
            }
            if (formula.isEmpty()) {
                telling.note(
                        "the learner measured it while it trained these groups; records alone do not give it again");
            }
        } catch (LogPositionException e) {
            telling.note(String.valueOf(e.getMessage()));
        }
    }

    /**
     * What the log holds of the newest step of any run on the topic; empty for a run without one.
     *
     * @throws LogPositionException if the record of the step is gone, or cannot be read
     */
    public Optional<RunEvidence> ofRun(String run) {
        List<StepRow> rows = watch.steps(run);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Optional<RecordPlace> before =
                rows.size() < 2 ? Optional.empty() : rows.get(rows.size() - 2).place();
        return rows.get(rows.size() - 1).place().map(place -> evidence(place, steps.read(place, before)));
    }

    private RunEvidence evidence(RecordPlace place, StepRecords found) {
        List<Evidence> records = new ArrayList<>();
        records.add(Evidence.of(place, "the newest step"));
        Optional<PlacedGroup> group = found.groups().stream().findFirst();
        group.ifPresent(each -> records.add(new Evidence(
                each.place(),
                "a group that it trained",
                Optional.of(each.experience().getGroupId()))));
        Optional<Trajectory> trajectory = group.flatMap(
                        each -> each.trained().stream().findFirst())
                .flatMap(each -> trajectories.read(each.getSource(), records));
        return new RunEvidence(found.step(), group.map(PlacedGroup::experience), trajectory, records);
    }

    /**
     * The records behind a group's numbers; empty where the page does not know it, or the streams dropped all of it.
     *
     * @throws LogPositionException if its record is gone, or cannot be read
     */
    public Optional<Explanation> ofGroup(String id) {
        return watch.group(id).flatMap(GroupRow::credit).map(credit -> groups.explain(id, credit.offset()));
    }

    /** A count since the run began; empty for what is none. */
    public Optional<Explanation> ofTotal(String metric) {
        return PageFigures.of(metric).map(figures -> total(metric, figures));
    }

    private Explanation total(String metric, PageFigures figures) {
        Telling telling = new Telling(metric);
        double sum = 0;
        for (PageFigures.Part part : figures.parts()) {
            for (Map.Entry<RecordPlace, Map<String, MetricFigure>> record :
                    watch.totalsOf(part.figure()).entrySet()) {
                double own = record.getValue().values().stream()
                        .mapToDouble(MetricFigure::getSum)
                        .sum();
                sum += part.sign() * own;
                telling.evidence.add(
                        Evidence.of(record.getKey(), (part.sign() < 0 ? "− " : "") + words(record.getValue())));
            }
        }
        telling.value = OptionalDouble.of(sum);
        telling.formula = Optional.of(figures.formula());
        if (metric.equals("accounting/dropped") || metric.startsWith(FigureNames.DROPPED)) {
            drops(
                    telling,
                    metric.startsWith(FigureNames.DROPPED) ? metric.substring(FigureNames.DROPPED.length()) : "");
        }
        return telling.told();
    }

    private void drops(Telling telling, String reason) {
        List<PlacedDrop> found = drops.newest(watch.runId(), reason);
        found.forEach(each -> telling.evidence.add(
                new Evidence(each.place(), each.words(), Optional.of(each.drop().getGroupId()))));
        telling.note("the drops below are the newest first, of the last " + DropReader.MOST_READ
                + " records of each partition");
        telling.command = Optional.of("./millrace watch --follow drops --from beginning"
                + (reason.isEmpty() ? "" : " --filter reason=" + reason.toUpperCase(Locale.ROOT)));
    }

    private static String words(Map<String, MetricFigure> figures) {
        List<String> said = new ArrayList<>();
        figures.forEach((name, figure) -> said.add(name + " " + plain(figure.getSum())));
        return String.join(", ", said);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    /**
     * The mean of a figure in the windows of a time.
     *
     * @param from begin of the first window, in milliseconds since 1970
     * @param to before which the last one begins
     */
    public Explanation ofWindows(String figure, long from, long to) {
        Telling telling = new Telling(figure);
        long count = 0;
        double sum = 0;
        for (Map.Entry<RecordPlace, Map<String, MetricFigure>> record :
                watch.windowsOf(figure, from, to).entrySet()) {
            for (MetricFigure each : record.getValue().values()) {
                count += each.getCount();
                sum += each.getSum();
                telling.evidence.add(
                        Evidence.of(record.getKey(), "count " + each.getCount() + ", sum " + plain(each.getSum())));
            }
        }
        telling.formula = Optional.of("sum divided by count, over the windows of this time in all partitions");
        telling.value = count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
        return telling.told();
    }

    @Override
    public void close() {
        try (groups;
                trajectories;
                drops;
                steps) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }

    /** An explanation while it is made. */
    private static final class Telling {
        private final String metric;
        private final Optional<Metric> known;
        private final List<Evidence> evidence = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private OptionalInt step = OptionalInt.empty();
        private OptionalDouble value = OptionalDouble.empty();
        private OptionalDouble again = OptionalDouble.empty();
        private Optional<String> formula = Optional.empty();
        private Optional<String> command = Optional.empty();

        Telling(String metric) {
            this.metric = metric;
            // The whole of a family is described as each of its members is.
            this.known = MetricWords.of(metric.endsWith("/") ? metric + "any" : metric);
        }

        void note(String words) {
            notes.add(words);
        }

        Explanation told() {
            return new Explanation(
                    metric,
                    known.map(Metric::words).orElse(""),
                    known.map(Metric::from).orElse(""),
                    known.map(Metric::inPrometheus).orElse(""),
                    step,
                    value,
                    formula,
                    again,
                    evidence,
                    evidence.size(),
                    notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)),
                    command);
        }
    }
}

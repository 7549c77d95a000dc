package dev.millrace.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.metrics.MetricWords;
import dev.millrace.monitoring.metrics.MetricWords.Metric;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No metric is told of which nobody says what it is. */
class MetricNamesTest {

    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));

    /** A name, or the beginning of one, as it stands in the sources. */
    private static final Pattern NAME = Pattern.compile("\"([a-z_]+(?:/[a-z_0-9]+)+|[a-z_]+/)[\"/]");

    private static final List<Metric> ALL = MetricWords.all().stream()
            .flatMap(section -> section.metrics().stream())
            .toList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learner/src/main/java/dev/millrace/learner/Training.java",
                "learner/src/main/java/dev/millrace/learner/StepReport.java",
                "learner/src/main/java/dev/millrace/learner/PublishedSteps.java",
                "learner/src/main/java/dev/millrace/learner/step/BatchMetrics.java",
                "learner/src/main/java/dev/millrace/learner/step/CreditMetrics.java",
                "learner/src/main/java/dev/millrace/learner/step/DependencyWatch.java",
                "learner/src/main/java/dev/millrace/learner/step/DrawingStatistics.java",
                "learner/src/main/java/dev/millrace/learner/step/MismatchWatch.java",
                "learner/src/main/java/dev/millrace/learner/step/StepProgress.java",
                "learner/src/main/java/dev/millrace/learner/objective/OffPolicyStatistics.java",
                "reward-streams/src/main/java/dev/millrace/streams/topology/StreamsAssemblyMetrics.java",
                "reward-streams/src/main/java/dev/millrace/streams/metrics/AccountingSensors.java",
                "console/monitoring/src/main/java/dev/millrace/monitoring/metrics/StepMeters.java",
                "console/monitoring/src/main/java/dev/millrace/monitoring/watch/OverviewFigures.java"
            })
    void shouldDescribeTheMetricsThatAClassNames(String source) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(Files.readString(ROOT.resolve(source)));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(ALL)
                .as("what %s is, in metric-words.tsv", name)
                .anyMatch(metric -> metric.isNameOf(name) || metric.name().startsWith(name)));
    }

    @Test
    void shouldDescribeTheMetricsOfAWorker() {
        assertThat(new WorkerMetrics().values().keySet())
                .allSatisfy(name -> assertThat(MetricWords.of(name)).as(name).isPresent());
    }
}

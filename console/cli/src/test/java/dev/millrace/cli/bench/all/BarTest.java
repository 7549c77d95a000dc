package dev.millrace.cli.bench.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.millrace.cli.bench.BusReport;
import dev.millrace.cli.bench.Spread;
import dev.millrace.cli.bench.TopologyReport;
import dev.millrace.cli.bench.credit.CreditReport;
import dev.millrace.cli.bench.policy.PolicyReport;
import dev.millrace.cli.bench.start.StartReport;
import dev.millrace.cli.bench.weights.WeightsReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BarTest {

    private static final SnakeCaseStrategy NAMES = new SnakeCaseStrategy();

    /** What the benches of bars write. */
    private static final Map<String, Class<?>> REPORTS = Map.of(
            "topology-8x12", TopologyReport.class,
            "topology-8x768", TopologyReport.class,
            "bus", BusReport.class,
            "credit", CreditReport.class,
            "policy", PolicyReport.class,
            "start", StartReport.class,
            "weights", WeightsReport.class);

    static Stream<Bar> measured() {
        return Bar.all().stream().filter(bar -> bar.bench().isPresent());
    }

    @ParameterizedTest
    @MethodSource("measured")
    void shouldPointAtANumberThatItsBenchWrites(Bar bar) {
        // Given
        Type report = Objects.requireNonNull(REPORTS.get(bar.bench().orElseThrow()));

        // When
        Type found = at(report, bar.at().substring(1).split("/"));

        // Then
        assertThat(found).as(bar.at()).isIn(Spread.class, double.class);
    }

    @ParameterizedTest
    @MethodSource("measured")
    void shouldBeOfABenchThatIsPlanned(Bar bar) {
        List<String> planned = PlannedBench.all(Optional.empty()).stream()
                .map(PlannedBench::name)
                .toList();

        assertThat(planned).contains(bar.bench().orElseThrow());
    }

    private static Type at(Type type, String... path) {
        Type reached = type;
        for (String step : path) {
            if (reached instanceof ParameterizedType list && step.matches("[0-9]+")) {
                reached = list.getActualTypeArguments()[0];
            } else {
                reached = component((Class<?>) reached, step).getGenericType();
            }
        }
        return reached;
    }

    private static RecordComponent component(Class<?> type, String name) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> NAMES.translate(component.getName()).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type.getSimpleName() + " has no " + name));
    }
}

package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.monitoring.rewards.RewardLog;
import dev.millrace.monitoring.watch.AlarmLog;
import dev.millrace.monitoring.watch.RunWatch;
import io.javalin.config.RoutesConfig;
import java.util.Set;
import java.util.TreeSet;

/**
 * What charts need besides their values: {@code /api/metrics}, the catalogue; {@code /api/events}; {@code /api/rewards}, with
 * {@code category=NAME} for the histogram of one.
 */
final class ChartsApi implements AutoCloseable {

    private final RunWatch watch;
    private final AlarmLog alarms;
    private final CatalogueJson catalogue;
    private final EventsJson events;
    private final RewardLog rewards;
    private final RewardsJson counted;

    ChartsApi(RunWatch watch, AlarmLog alarms, RewardLog rewards, ObjectMapper json) {
        this.watch = watch;
        this.alarms = alarms;
        this.catalogue = new CatalogueJson(json);
        this.events = new EventsJson(json);
        this.rewards = rewards;
        this.counted = new RewardsJson(json);
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/metrics", request -> PageAnswers.answer(request, catalogue.of(recorded())));
        routes.get("/api/events", request -> PageAnswers.answer(request, events.of(watch.events(), alarms.events())));
        routes.get("/api/rewards", request -> {
            String category = request.queryParam("category");
            PageAnswers.answer(request, counted.of(rewards.ask(category == null ? "" : category)));
        });
    }

    @Override
    public void close() {
        rewards.close();
    }

    private Set<String> recorded() {
        Set<String> names = new TreeSet<>();
        watch.steps(watch.runId().value())
                .forEach(row -> names.addAll(row.metrics().keySet()));
        return names;
    }
}

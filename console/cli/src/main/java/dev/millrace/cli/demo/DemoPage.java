package dev.millrace.cli.demo;

import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.monitoring.metrics.StepFiles;
import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.OverviewFigures;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenText;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.runs.RunCensus;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Those who watch a demo: the files of its metrics, and the live page if it is wanted. */
final class DemoPage implements AutoCloseable {

    private final @Nullable PageServer server;
    private final TokenText text;

    private DemoPage(@Nullable PageServer server, TokenText text) {
        this.server = server;
        this.text = text;
    }

    /** Starts them among the roles, which stop them. */
    static DemoPage open(
            MillraceConfig here, DemoFolder folder, Roles roles, RoleMeters meters, Clock clock, boolean withPage) {
        StepFiles files = new StepFiles(
                here.kafka().connection(), here.kafka().topics(), here.run().id(), folder.path(), clock);
        roles.start(new Role("step-files", files::run, files::stop).unessential());
        if (!withPage) {
            return new DemoPage(null, TokenText.ids());
        }
        RunWatch watch = new RunWatch(
                here.kafka().connection(),
                here.kafka().topics(),
                here.run().id(),
                here.reward().weights().keySet(),
                here.headline(),
                clock);
        TokenText text = Policies.text(here.policy());
        PageServer server = PageServer.start(
                here.page(),
                here.kafka().connection(),
                here.kafka().topics(),
                watch,
                Alarms.of(here.assembly().deadline()),
                text,
                meters::scrape,
                new RunCensus(here.kafka().connection(), here.kafka().topics())::presences);
        meters.add("page", () -> OverviewFigures.of(watch.overview()));
        roles.start(new Role("watch", watch::run, watch::stop).unessential());
        return new DemoPage(server, text);
    }

    /** Where the page is, if there is one. */
    Optional<String> url() {
        return Optional.ofNullable(server).map(PageServer::url);
    }

    @Override
    public void close() {
        try (text) {
            if (server != null) {
                server.close();
            }
        }
    }
}

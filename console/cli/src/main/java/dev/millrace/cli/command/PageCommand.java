package dev.millrace.cli.command;

import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.OverviewFigures;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenText;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.runs.RunCensus;
import dev.millrace.schemas.access.Actor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code page}. */
@Command(
        name = "page",
        description = {
            "Serve the live page of a run: the loop, its training, its groups and its health.",
            "It only reads topics; any number of pages may watch a run, and none of them changes it.",
            "It listens on this machine only, unless page.host says otherwise, which takes a token."
        })
public final class PageCommand extends RoleCommand {

    @Option(names = "--port", paramLabel = "PORT", description = "Port, page.port; 0 takes a free one. Default: 8080")
    private @Nullable Integer port;

    @Override
    List<String> presets() {
        return List.of("page.port=8080");
    }

    @Override
    List<String> shortcuts() {
        return port == null ? List.of() : new ArrayList<>(List.of("page.port=" + port));
    }

    @Override
    Actor actor() {
        return Actor.PAGE;
    }

    @Override
    String name(MillraceConfig settings) {
        return "page-" + ProcessHandle.current().pid();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        RunWatch watch = new RunWatch(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                settings.reward().weights().keySet(),
                settings.headline(),
                Clock.systemUTC());
        meters().add("page", () -> OverviewFigures.of(watch.overview()));
        TokenText text = Policies.text(settings.policy());
        PageServer page = PageServer.start(
                settings.page(),
                settings.kafka().connection(),
                settings.kafka().topics(),
                watch,
                Alarms.of(settings.assembly().deadline()),
                text,
                meters()::scrape,
                new RunCensus(settings.kafka().connection(), settings.kafka().topics())::presences);
        out().println("page of run " + settings.run().id() + " at " + page.url());
        out().flush();
        return List.of(new Role(name(settings), () -> serve(watch, page, text), watch::stop));
    }

    private static void serve(RunWatch watch, PageServer page, TokenText text) {
        try (text;
                page) {
            watch.run();
        }
    }
}

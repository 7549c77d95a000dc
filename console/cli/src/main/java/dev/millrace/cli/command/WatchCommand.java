package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.inspect.GroupView;
import dev.millrace.monitoring.monitor.LiveDisplay;
import dev.millrace.monitoring.monitor.Screen;
import dev.millrace.monitoring.monitor.Terminal;
import dev.millrace.monitoring.screen.FullScreen;
import dev.millrace.monitoring.screen.LineDisplay;
import dev.millrace.monitoring.screen.RunDisplay;
import dev.millrace.monitoring.screen.TerminalScreen;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.monitoring.watch.TopicTail;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.GroupId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code watch}. */
@Command(
        name = "watch",
        description = {
            "Watch a run in the terminal: without an option, how it stands and its alarms, over the whole of it, until q or"
                    + " Ctrl-C.",
            "With --group, the responses of one group, each token shaded by the weight of its advantage, with its"
                    + " visual dependency (S), inconsistency (S') and advantage; of drawn images, which rules they hold.",
            "With --json, how the run stands, once; with --follow and --json, whole records, a JSON object a line.",
            "With --follow, a topic as readable lines, for instance:",
            "  watch --follow drops --filter reason=STALE",
            "  watch --follow training-steps --from beginning --limit 5 --json -"
        })
public final class WatchCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration REFRESH = Duration.ofMillis(500);

    @Option(names = "--group", paramLabel = "ID", description = "The group to look at, for instance demo/0/12.")
    private @Nullable String group;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description =
                    "With --group: folder for the images of its prompt and the drawn ones. Default: no image is written")
    private @Nullable Path out;

    @Option(names = "--plain", description = "With --group: numbers instead of colours, also in a terminal.")
    private boolean plain;

    @Option(names = "--follow", paramLabel = "TOPIC", description = "Topic to follow, without its prefix.")
    private @Nullable String follow;

    @Option(
            names = "--filter",
            paramLabel = "FIELD=TEXT",
            description = "With --follow: only records whose field has this text, for instance category=count or"
                    + " prompt.category=count; FIELD~TEXT: contains it. May be repeated.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "beginning|now",
            defaultValue = "now",
            description = "With --follow: where to begin. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String from;

    @Option(names = "--limit", paramLabel = "N", description = "With --follow: end after so many records.")
    private long limit;

    @Option(names = "--all-runs", description = "With --follow: records of every run, not only of run.id.")
    private boolean allRuns;

    @Override
    int run(MillraceConfig settings) throws InterruptedException {
        checkOptions();
        Optional<FollowedTopic> followed =
                Optional.ofNullable(follow).map(topic -> FollowedTopic.of(settings, topic, filters, allRuns));
        if (group != null) {
            GroupArgument.requireForm(group, settings.run().id());
        }
        Provisioning topics = new Provisioning(settings.kafka());
        if (group != null) {
            topics.check();
            GroupView.show(
                    out(),
                    settings,
                    new GroupId(group),
                    out,
                    !plain && Terminal.here().colours());
            return 0;
        }
        // A run that is just being started is watched from its beginning.
        topics.await(line -> {
            err().println(line);
            err().flush();
        });
        return followed.isPresent() ? follow(settings, followed.get()) : overview(settings);
    }

    private int overview(MillraceConfig settings) throws InterruptedException {
        RunWatch watch = new RunWatch(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                settings.reward().weights().keySet(),
                settings.headline(),
                Clock.systemUTC());
        Alarms alarms = Alarms.of(settings.assembly().deadline());
        CountDownLatch stop = new CountDownLatch(1);
        try (StopSignal signal = StopSignal.install(STOP.plusSeconds(5));
                Roles roles = new Roles(STOP)) {
            signal.onRequest(stop::countDown);
            roles.start(new Role("watch", watch::run, watch::stop));
            if (isJsonAsked()) {
                while (!watch.isReady() && !stop.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                    roles.check();
                }
                if (watch.isReady()) {
                    write(ReportJson.of(watch.view(alarms).snapshot()));
                    return 0;
                }
                return StopSignal.EXIT_CODE;
            }
            try (RunDisplay display = display(settings, stop::countDown)) {
                while (!stop.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                    roles.check();
                    if (watch.isReady()) {
                        display.show(watch.view(alarms));
                    }
                }
            }
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }

    /** The whole terminal where there is one; else lines. */
    private RunDisplay display(MillraceConfig settings, Runnable leave) {
        Screen screen =
                new Screen("run " + settings.run().id(), settings.learner().totalSteps());
        Terminal terminal = Terminal.here();
        boolean inPlace = !isVerbose() && terminal.inPlace();
        Optional<RunDisplay> whole =
                inPlace ? TerminalScreen.take(new FullScreen(screen, terminal.colours()), leave) : Optional.empty();
        return whole.orElseGet(() -> new LineDisplay(new LiveDisplay(out(), screen, inPlace, terminal.columns())));
    }

    /** An option that means nothing where it stands is a mistake, and not passed over. */
    private void checkOptions() {
        if (!from.equals("beginning") && !from.equals("now")) {
            throw new UsageException("--from must be beginning or now, not " + from);
        }
        if (limit < 0) {
            throw new UsageException("--limit must be at least 0, not " + limit);
        }
        if (group != null && follow != null) {
            throw new UsageException("give --group or --follow, not both");
        }
        if (follow == null) {
            goesWith("--follow TOPIC", "--filter", !filters.isEmpty());
            goesWith("--follow TOPIC", "--from", !from.equals("now"));
            goesWith("--follow TOPIC", "--limit", limit > 0);
            goesWith("--follow TOPIC", "--all-runs", allRuns);
        }
        if (group == null) {
            goesWith("--group ID", "--out", out != null);
            goesWith("--group ID", "--plain", plain);
        } else if (isJsonAsked()) {
            throw new UsageException("--json goes with --follow TOPIC, or with neither; a group as JSON is in export");
        }
    }

    private static void goesWith(String what, String option, boolean given) {
        if (given) {
            throw new UsageException(option + " goes with " + what);
        }
    }

    private int follow(MillraceConfig settings, FollowedTopic topic) throws InterruptedException {
        TopicTail tail = TopicTail.open(settings.kafka().connection(), topic.spec());
        try (StopSignal signal = StopSignal.install(STOP);
                tail) {
            signal.onRequest(tail::stop);
            PrintWriter lines = isJsonAsked() ? jsonLines() : out();
            tail.run(from.equals("beginning"), limit, topic.filters(), isJsonAsked(), line -> {
                lines.println(line);
                if (lines.checkError()) {
                    // Nobody reads on; the end of the process says why.
                    tail.stop();
                }
            });
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }
}

package dev.millrace.cli.command;

import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Role;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that is one role of a run, as its own process, until it is done or Ctrl-C comes. */
abstract class RoleCommand extends SettingsCommand {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the log and the resolved configuration. Default: runs/roles/RUN_ID")
    private @Nullable Path out;

    private @Nullable RoleMeters meters;

    @Override
    int run(MillraceConfig asked) throws Exception {
        checkArguments(asked);
        Path folder = folder(asked);
        MillraceConfig settings = within(asked, folder);
        return new RoleLaunch(
                        name(settings),
                        actor(),
                        ownNames(settings),
                        () -> circumstances(settings),
                        (here, opened, opening) -> {
                            meters = opening;
                            return roles(here, opened);
                        })
                .run(settings, folder, out());
    }

    /** Folder of the log, the resolved configuration, and what else the role writes. */
    final Path folder(MillraceConfig settings) {
        return out == null ? Path.of("runs", "roles", settings.run().id().value()) : out;
    }

    /** Where this process tells its figures; there when roles are made. */
    RoleMeters meters() {
        return Objects.requireNonNull(meters, "roles are made after their meters");
    }

    /** @throws dev.millrace.schemas.failure.UsageException if the command's own arguments are wrong */
    void checkArguments(MillraceConfig settings) {}

    /** The settings with the folders that lie in the role's own, unless they were set. */
    MillraceConfig within(MillraceConfig settings, Path folder) {
        return settings;
    }

    /** Whose rights it needs. */
    abstract Actor actor();

    /** The groups and transactional ids that it goes by, where they are known before it runs. */
    List<String> ownNames(MillraceConfig settings) {
        return List.of();
    }

    /** What is so of it that takes more rights. */
    Set<Circumstance> circumstances(MillraceConfig settings) {
        return Set.of();
    }

    /** Names this process among those of the run; also its files in the folder. */
    abstract String name(MillraceConfig settings);

    /** What runs in this process. */
    abstract List<Role> roles(MillraceConfig settings, RunFolder folder);
}

package dev.millrace.cli.command;

import dev.millrace.monitoring.metrics.MetricsServer;
import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One role of a run as this process, until it is done or Ctrl-C comes.
 *
 * @param name names this process among those of the run; also its files in the folder
 * @param actor whose rights it needs
 * @param ownNames the groups and transactional ids that it goes by, where they are known before it runs
 * @param circumstances what is so of it that takes more rights; asked when broker and registry are there
 * @param maker makes what runs in this process
 */
record RoleLaunch(
        String name, Actor actor, List<String> ownNames, Supplier<Set<Circumstance>> circumstances, Maker maker) {

    private static final Duration STOP = Duration.ofSeconds(20);

    /** Makes roles. */
    @FunctionalInterface
    interface Maker {

        /**
         * What runs in this process.
         *
         * @param settings with clients that tell their figures
         * @param folder where the role writes
         * @param meters where it tells its own
         */
        List<Role> roles(MillraceConfig settings, RunFolder folder, RoleMeters meters);
    }

    /**
     * Runs it.
     *
     * @param path folder of the log and the resolved configuration
     * @return the exit code
     */
    int run(MillraceConfig settings, Path path, PrintWriter out) throws Exception {
        RunFolder folder = RunFolder.open(path, name, settings);
        Provisioning provisioning = new Provisioning(settings.kafka());
        provisioning.await(line -> say(out, line));
        Set<Circumstance> here = circumstances.get();
        new RunAccess(settings.kafka(), settings.run().id()).require(actor, ownNames, here);
        if (actor == Actor.LEARNER || here.contains(Circumstance.DRAWS)) { // who writes to the object store
            provisioning.claimStore(line -> say(out, line));
        }
        try (StopSignal signal = StopSignal.install(STOP.plusSeconds(5));
                RoleMeters meters = new RoleMeters(settings.run().id().value());
                MetricsServer endpoint = MetricsServer.open(settings.metrics(), meters);
                Roles roles = new Roles(STOP)) {
            List<Role> all =
                    maker.roles(settings.with(settings.kafka().with(meters.clientProperties())), folder, meters);
            signal.onRequest(() -> all.forEach(role -> role.stop().run()));
            say(
                    out,
                    name + " of run " + settings.run().id() + " at "
                            + settings.kafka().bootstrap() + "; log in " + folder.log(name) + "; Ctrl-C stops it");
            endpoint.url().ifPresent(url -> say(out, "metrics at " + url));
            all.forEach(roles::start);
            roles.awaitAll();
            say(out, signal.isRequested() ? name + " stopped" : name + " is done");
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}

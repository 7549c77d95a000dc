package dev.millrace.cli.follow;

import dev.millrace.monitoring.metrics.EvaluationFiles;
import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.topic.RunNames;
import java.nio.file.Path;
import java.time.Clock;

/** Makes the role of an evaluator from the configuration of its run; it is not started. */
public final class EvaluatorRole {

    /** What the names of these roles begin with; the evaluator's own follows. */
    public static final String PREFIX = "evaluate-";

    private EvaluatorRole() {}

    /** The role's name. */
    public static String name(FollowConfig config) {
        return PREFIX + config.name();
    }

    /**
     * The role. It writes files of TensorBoard.
     *
     * @param policy the one that the run begins with
     * @param folder where its files lie; exists
     * @param meters where it tells its figures
     * @param listener hears of each result
     */
    public static Role of(
            MillraceConfig settings,
            FollowConfig config,
            Examination examination,
            ModelSource policy,
            Path folder,
            RoleMeters meters,
            ResultListener listener,
            Clock clock) {
        Written written = new Written(folder, config, listener, clock);
        EvaluationFollower follower = new EvaluationFollower(
                settings.kafka().connection(),
                new RunNames(settings.kafka().topics(), settings.run().id()),
                config,
                examination,
                () -> Policies.engine(policy, settings.policy().compute()),
                written,
                clock);
        meters.add(name(config), () -> follower.metrics().figures());
        return new Role(name(config), () -> follow(follower, written), follower::stop);
    }

    private static void follow(EvaluationFollower follower, Written written) {
        try (written) {
            follower.run();
        }
    }

    /** Writes what it hears of before the next one hears of it. */
    private static final class Written implements ResultListener, AutoCloseable {

        private final EvaluationFiles files;
        private final ResultListener next;

        Written(Path folder, FollowConfig config, ResultListener next, Clock clock) {
            this.files = EvaluationFiles.open(folder, config.name().value(), clock.instant());
            this.next = next;
        }

        @Override
        public void known(HeldOutResult result) {
            files.add(result);
            next.known(result);
        }

        @Override
        public void published(HeldOutResult result) {
            files.add(result);
            next.published(result);
        }

        @Override
        public void close() {
            files.close();
        }
    }
}

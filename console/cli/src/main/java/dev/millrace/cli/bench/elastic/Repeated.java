package dev.millrace.cli.bench.elastic;

import dev.millrace.replay.credit.CreditVerification;
import dev.millrace.replay.credit.Replay;
import dev.millrace.replay.credit.ReplaySettings;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.grouplog.LogRange;
import dev.millrace.replay.grouplog.TopicGroups;
import dev.millrace.runtime.config.MillraceConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code replay --topics --verify} says of a run.
 *
 * @param same groups with the same bits
 * @param different groups with others
 */
record Repeated(long same, long different) {

    private static final Duration LINGER = Duration.ofSeconds(60);

    /** Computes every settled group of a run once more, and compares bits. */
    static Repeated of(MillraceConfig settings) {
        Replay replay = new Replay(new ReplaySettings(
                settings.assembly(),
                settings.credit(),
                ReplaySettings.Again.SETTLE,
                ReplaySettings.Missing.ERROR,
                null,
                settings.run().seed()));
        CreditVerification verification =
                new CreditVerification(settings.credit().digest());
        long same = 0;
        long different = 0;
        try (GroupSource groups = TopicGroups.open(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                LogRange.ALL,
                LINGER,
                Optional.empty())) {
            for (Optional<InputGroup> next = groups.next(); next.isPresent(); next = groups.next()) {
                if (!CreditVerification.isSettled(next.get().group())) {
                    continue;
                }
                if (verification
                        .difference(next.get().group(), replay.outcome(next.get()))
                        .isEmpty()) {
                    same++;
                } else {
                    different++;
                }
            }
        }
        return new Repeated(same, different);
    }
}

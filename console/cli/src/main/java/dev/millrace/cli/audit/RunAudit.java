package dev.millrace.cli.audit;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.AuditSettings;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.TopicScan;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.KafkaConnection;

/** The audit of a run whose settings are at hand. Stateless. */
public final class RunAudit {

    private RunAudit() {}

    /**
     * Audits a run from its topics.
     *
     * @param settings those the run was made with
     * @param connection where its topics lie
     * @param isDrained whether it is known to have come to rest
     * @throws org.apache.kafka.common.KafkaException if broker or registry do not answer
     */
    public static AuditReport of(MillraceConfig settings, KafkaConnection connection, boolean isDrained) {
        TopicScan scan = new TopicScan(
                connection, settings.kafka().topics(), settings.run().id(), topic -> {});
        try (Evidence evidence = scan.gather()) {
            return AuditReport.of(evidence, settings(settings, isDrained));
        }
    }

    /**
     * What the audit must know of a configuration.
     *
     * @param isDrained whether the run is known to have come to rest
     */
    public static AuditSettings settings(MillraceConfig settings, boolean isDrained) {
        return new AuditSettings(
                settings.credit(),
                settings.assembly(),
                settings.learner().batchGroups(),
                settings.learner().maxStaleness(),
                isDrained);
    }
}

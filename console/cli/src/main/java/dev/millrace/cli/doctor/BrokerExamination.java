package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.client.Preflight;
import java.time.Duration;
import java.util.List;

/** Whether the broker answers, and lets this user in. */
record BrokerExamination(KafkaConfig kafka) implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @Override
    public String subject() {
        return "broker";
    }

    @Override
    public List<Finding> examine() {
        new Preflight(kafka.connection(), PATIENCE).checkBroker();
        return List.of(Finding.fine(
                kafka.bootstrap() + " answers " + kafka.connection().user()));
    }
}

package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.registry.SchemaRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the registry answers, holds our schemas, and lets nobody add what old or new readers could not read. */
record RegistryExamination(KafkaConfig kafka) implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String REGISTER = "./millrace schemas register";

    @Override
    public String subject() {
        return "registry";
    }

    @Override
    public List<Finding> examine() {
        new Preflight(kafka.connection(), PATIENCE).checkRegistry();
        List<Finding> findings = new ArrayList<>();
        try (SchemaRegistration schemas = new Provisioning(kafka).schemas()) {
            List<String> missing = schemas.unregistered();
            missing.forEach(subject ->
                    findings.add(Finding.fault("there is no schema of this version of " + subject, REGISTER)));
            schemas.levels().forEach((subject, level) -> {
                if (!missing.contains(subject) && !level.equals(SchemaRegistration.LEVEL)) {
                    findings.add(Finding.warning(
                            "the compatibility level of " + subject + " is " + level + ", not "
                                    + SchemaRegistration.LEVEL + ": a schema could come that our readers cannot read",
                            REGISTER));
                }
            });
        }
        if (findings.isEmpty()) {
            findings.add(Finding.fine(
                    kafka.connection().registryName() + " holds all schemas, " + SchemaRegistration.LEVEL));
        }
        return findings;
    }
}

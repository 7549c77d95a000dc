package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.failure.ErrorLine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All examinations, one after the other. */
public final class Doctor {

    private final Examination broker;
    private final List<Examination> others;

    private Doctor(Examination broker, List<Examination> others) {
        this.broker = broker;
        this.others = others;
    }

    /**
     * Of the settings of a run.
     *
     * @param roles as which the user of these settings will come
     */
    public static Doctor of(MillraceConfig settings, List<Actor> roles, Clock clock) {
        return new Doctor(
                new BrokerExamination(settings.kafka()),
                List.of(
                        new ListenerExamination(settings.kafka()),
                        new ReplicaExamination(settings.kafka()),
                        new TopicExamination(settings),
                        new RegistryExamination(settings.kafka()),
                        new RightsExamination(settings, roles),
                        new ClockExamination(settings.kafka(), clock),
                        new LeftoverExamination(settings),
                        new SecrecyExamination(settings),
                        new StoreExamination(settings.kafka()),
                        new StoreOwnerExamination(settings.kafka()),
                        new SamplerExamination(settings, clock),
                        new DiskExamination(settings),
                        new NativeExamination(settings),
                        new MemoryExamination(settings)));
    }

    /** One look, and what it found. */
    public record Report(String subject, Finding finding) {}

    /**
     * Looks at everything.
     *
     * @param said hears of each finding at once
     */
    public List<Report> examine(Consumer<Report> said) {
        List<Report> reports = new ArrayList<>();
        look(broker).forEach(report -> add(reports, said, report));
        boolean answers = reports.stream().allMatch(Doctor::isFine);
        for (Examination each : others) {
            if (each.needsBroker() && !answers) {
                add(
                        reports,
                        said,
                        new Report(
                                each.subject(),
                                Finding.unknown("no broker to ask", "mend the broker's finding first")));
            } else {
                look(each).forEach(report -> add(reports, said, report));
            }
        }
        return reports;
    }

    private static void add(List<Report> reports, Consumer<Report> said, Report report) {
        reports.add(report);
        said.accept(report);
    }

    private static boolean isFine(Report report) {
        return report.finding().level() == Finding.Level.FINE;
    }

    private static List<Report> look(Examination examination) {
        List<Finding> findings;
        try {
            findings = examination.examine();
        } catch (RuntimeException e) {
            findings = List.of(Finding.ofLine(ErrorLine.of(e)));
        }
        return findings.stream()
                .map(finding -> new Report(examination.subject(), finding))
                .toList();
    }
}

package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.cli.doctor.Doctor;
import dev.millrace.cli.doctor.Finding;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        description = {
            "Look at everything a run needs, with the settings of a role: broker, login, rights, topics, schemas, clocks, disk,"
                    + " native library, memory, object store, and what dead runs have left.",
            "Each finding says what to do. Nothing is changed. Exit code 1 when something does not work."
        })
public final class DoctorCommand extends PrintingCommand {

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            order = 10,
            description = "As which role the user of these settings comes, for its rights; may be repeated.")
    private List<Actor> roles = new ArrayList<>();

    @Override
    int run(MillraceConfig settings) {
        List<Doctor.Report> reports =
                Doctor.of(settings, roles, Clock.systemUTC()).examine(this::tell);
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> json.addObject()
                .put("subject", report.subject())
                .put("level", report.finding().level().word())
                .put("what", report.finding().what())
                .put("cure", report.finding().cure()));
        long faults = count(reports, Finding.Level.FAULT);
        say(faults + " faults, " + count(reports, Finding.Level.WARNING) + " warnings");
        print(json);
        return faults == 0 ? 0 : 1;
    }

    private void tell(Doctor.Report report) {
        Finding finding = report.finding();
        say("%-8s %-15s %s".formatted(finding.level().word(), report.subject(), finding.what()));
        if (!finding.cure().isEmpty()) {
            say("%-24s -> %s".formatted("", finding.cure()));
        }
    }

    private static long count(List<Doctor.Report> reports, Finding.Level level) {
        return reports.stream()
                .filter(report -> report.finding().level() == level)
                .count();
    }
}

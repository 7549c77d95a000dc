package dev.millrace.cli.doctor;

import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.MissingRightsException;
import java.util.ArrayList;
import java.util.List;

/** Whether the user of these settings may do what the roles need that it comes as. */
record RightsExamination(MillraceConfig settings, List<Actor> roles) implements Examination {

    @Override
    public String subject() {
        return "rights";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        if (roles.isEmpty()) {
            return List.of(
                    Finding.unknown("nobody said as which role this user comes", "add --role worker, for instance"));
        }
        RunAccess run = new RunAccess(settings.kafka(), settings.run().id());
        String user = settings.kafka().connection().user();
        List<Finding> findings = new ArrayList<>();
        for (Actor role : roles) {
            run.missing(role, List.of())
                    .forEach(missing -> findings.add(Finding.fault(
                            user + " may not " + missing + ", which " + role.word() + " needs",
                            "./millrace acls create " + MissingRightsException.whom(user, role))));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.fine(user + " may do what it needs"));
        }
        return findings;
    }
}

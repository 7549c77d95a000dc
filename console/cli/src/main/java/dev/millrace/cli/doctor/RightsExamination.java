package dev.millrace.cli.doctor;

import dev.millrace.runtime.access.Circumstances;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.access.MissingRightsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether the user of these settings may do what the roles need that it comes as: always, where these settings tell that it is
 * needed, and, as a warning, where only a command or an earlier version tells.
 */
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
            String cure = "./millrace acls create " + MissingRightsException.whom(user, role);
            Set<Circumstance> told = Circumstances.of(role, settings);
            run.missing(role, List.of(), told)
                    .forEach(missing -> findings.add(
                            Finding.fault(user + " may not " + missing + ", which " + role.word() + " needs", cure)));
            run.missingOnlyWhere(role, Circumstances.untold(told))
                    .forEach((where, missing) -> missing.forEach(right -> findings.add(Finding.warning(
                            user + " may not " + right + ", which " + role.word() + " needs " + where.words(), cure))));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.fine(user + " may do what it needs"));
        }
        return findings;
    }
}

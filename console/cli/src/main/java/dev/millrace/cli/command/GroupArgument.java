package dev.millrace.cli.command;

import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.RunId;
import java.util.regex.Pattern;

/** An id of a group as a user gives it, looked at before any broker is asked about it. Pure. */
final class GroupArgument {

    /** What comes after the run's name may be of another system, where a log was replayed from its files. */
    private static final Pattern FORM = Pattern.compile("[^/\\s]+/.*\\S.*");

    private GroupArgument() {}

    /** @throws UsageException if no group can have such an id */
    static void requireForm(String id, RunId run) {
        if (!FORM.matcher(id).matches()) {
            throw new UsageException(notAnId(id, run));
        }
    }

    /** @throws UsageException if no group of the run can have such an id */
    static void requireOf(String id, RunId run) {
        requireForm(id, run);
        String other = id.substring(0, id.indexOf('/'));
        if (!other.equals(run.value())) {
            throw new UsageException(notAnId(id, run) + "; of another run they are found with -s run.id=" + other);
        }
    }

    private static String notAnId(String id, RunId run) {
        return "\"" + id + "\" is no id of a group of run " + run + ": these have the form " + run
                + "/PARTITION/OFFSET, for instance " + run + "/0/12";
    }
}

package dev.millrace.runtime.runs;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@link RunNames} read backwards: of which run a group, a transactional id or an internal topic is. A run's id may hold dots,
 * so that a name can be read in two ways; the runs that the topics tell of decide, the longest first.
 *
 * @param topics under whose prefix the names stand
 * @param known runs that are known by their records
 */
record NameOwner(Topics topics, Set<String> known) {

    private static final Pattern ROLE = Pattern.compile(
            "(.+?)\\.(?:workers(?:\\.claims|\\.drops)?|learner|replay|(?:streams|metrics)\\.v\\d+(?:-.*)?|(?:scorer|worker|evaluator)\\..+)");

    NameOwner(Topics topics, Collection<String> known) {
        this(topics, Set.copyOf(known));
    }

    /** Empty for a name that no role of a run has. */
    Optional<RunId> of(String name) {
        if (!name.startsWith(topics.prefix())) {
            return Optional.empty();
        }
        String rest = name.substring(topics.prefix().length());
        Matcher matcher = ROLE.matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String run = known.stream()
                .filter(each -> rest.startsWith(each + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(matcher.group(1));
        return RunId.isValid(run) ? Optional.of(new RunId(run)) : Optional.empty();
    }
}

package dev.millrace.runtime.access;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.access.AccessCheck;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.access.MissingRight;
import dev.millrace.schemas.access.MissingRightsException;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;

/**
 * What the user of these settings may do in a run.
 *
 * @param kafka where the broker is, and who asks
 * @param run the run
 */
public record RunAccess(KafkaConfig kafka, RunId run) {

    private static final Duration REQUEST = Duration.ofSeconds(30);

    /** The table of this run. */
    public AccessTable table() {
        return new AccessTable(names());
    }

    /** The names of this run. */
    public RunNames names() {
        return new RunNames(kafka.topics(), run);
    }

    /**
     * What the user lacks for being {@code actor}, as far as the broker tells it, where nothing is so that takes more.
     *
     * @param ownNames its groups and transactional ids, where they are known
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public List<MissingRight> missing(Actor actor, Collection<String> ownNames) {
        return missing(actor, ownNames, Set.of());
    }

    /**
     * As {@link #missing(Actor, Collection)}.
     *
     * @param ownNames its groups and transactional ids, where they are known
     * @param circumstances what is so of this user
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public List<MissingRight> missing(Actor actor, Collection<String> ownNames, Set<Circumstance> circumstances) {
        return missing(actor, ownNames, grant -> grant.isNeeded(circumstances));
    }

    /**
     * What the user lacks that is needed only where one of these is so; nothing of those of which it lacks nothing.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public Map<Circumstance, List<MissingRight>> missingOnlyWhere(Actor actor, Set<Circumstance> circumstances) {
        Map<Circumstance, List<MissingRight>> missing = new EnumMap<>(Circumstance.class);
        table().of(List.of(actor)).stream()
                .flatMap(grant -> grant.only().stream())
                .filter(circumstances::contains)
                .distinct()
                .forEach(each -> {
                    Optional<Circumstance> only = Optional.of(each);
                    List<MissingRight> lacking =
                            missing(actor, List.of(), grant -> grant.only().equals(only));
                    if (!lacking.isEmpty()) {
                        missing.put(each, lacking);
                    }
                });
        return missing;
    }

    private List<MissingRight> missing(Actor actor, Collection<String> ownNames, Predicate<Grant> which) {
        List<String> topics =
                kafka.catalogue().specs().stream().map(TopicSpec::name).toList();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-access"))) {
            List<Grant> needed =
                    table().of(List.of(actor)).stream().filter(which).toList();
            return new AccessCheck(admin, needed, topics, ownNames, REQUEST).missing();
        }
    }

    /**
     * As {@link #missing(Actor, Collection, Set)}, for who cannot start without.
     *
     * @throws MissingRightsException naming user, operations and resources, if a right is missing
     */
    public void require(Actor actor, Collection<String> ownNames, Set<Circumstance> circumstances) {
        List<MissingRight> missing = missing(actor, ownNames, circumstances);
        if (!missing.isEmpty()) {
            throw new MissingRightsException(kafka.connection().user(), actor, missing);
        }
    }
}

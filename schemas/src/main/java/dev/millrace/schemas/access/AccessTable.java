package dev.millrace.schemas.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The least rights of everybody who works on a run: who may do what with which topics, groups and transactional ids. No
 * right on the cluster is needed. No right is listed that another one implies. The internal topics of Kafka Streams are made by it, under its own prefix.
 *
 * <p>Immutable; safe for all threads.
 */
public final class AccessTable {

    private final List<Grant> grants = new ArrayList<>();
    private final RunNames names;
    private final Topics topics;

    /** @param names of the run; two runs that share a prefix share its topics, whatever this table says */
    public AccessTable(RunNames names) {
        this.names = names;
        this.topics = names.topics();
        for (Actor actor : Actor.values()) {
            ofActor(actor);
        }
    }

    /** All rows, actor by actor. */
    public List<Grant> grants() {
        return List.copyOf(grants);
    }

    /** The rows of these. */
    public List<Grant> of(Collection<Actor> actors) {
        return grants.stream().filter(grant -> actors.contains(grant.actor())).toList();
    }

    private void ofActor(Actor actor) {
        switch (actor) {
            case FEEDER -> feeder();
            case WORKER -> worker();
            case SCORER -> scorer();
            case STREAMS -> streams();
            case LEARNER -> learner();
            case EVALUATOR -> evaluator();
            case PAGE -> page();
            case AUDITOR -> auditor();
            case REPLAYER -> replayer();
            case CLEANER -> cleaner();
            case PROVISIONER -> provisioner();
        }
    }

    /** What the check at the start of a role asks for. */
    private void looks(Actor actor) {
        grants.add(Grant.prefixed(actor, TOPIC, topics.prefix(), DESCRIBE, DESCRIBE_CONFIGS));
    }

    private void provisioner() {
        Actor actor = Actor.PROVISIONER;
        grants.add(Grant.prefixed(actor, TOPIC, topics.prefix(), CREATE, DESCRIBE, DESCRIBE_CONFIGS));
        grants.add(Grant.prefixed(actor, TOPIC, topics.prefix(), ALTER_CONFIGS).onlyWhere(Circumstance.UPGRADES));
    }

    private void feeder() {
        looks(Actor.FEEDER);
        topics(Actor.FEEDER, List.of(topics.prompts(), topics.images()), WRITE);
        grants.add(Grant.literal(Actor.FEEDER, TOPIC, topics.prompts(), READ).onlyWhere(Circumstance.FEEDS_ON));
        grants.add(Grant.literal(Actor.FEEDER, GROUP, names.workers(), DESCRIBE));
    }

    private void worker() {
        Actor actor = Actor.WORKER;
        looks(actor);
        topics(actor, List.of(topics.prompts(), topics.images(), topics.weights()), READ);
        topics(actor, List.of(topics.drops()), READ, WRITE);
        topics(actor, List.of(topics.trajectories(), topics.deadLetters()), WRITE);
        grants.add(Grant.literal(actor, TOPIC, topics.images(), WRITE).onlyWhere(Circumstance.DRAWS));
        grants.add(Grant.literal(actor, TOPIC, topics.metrics(), WRITE).onlyWhere(Circumstance.SERVERS_SAMPLE));
        grants.add(Grant.prefixed(actor, GROUP, names.workers(), READ));
        grants.add(Grant.prefixed(actor, TRANSACTIONAL_ID, names.workerIds(), WRITE));
    }

    private void scorer() {
        Actor actor = Actor.SCORER;
        looks(actor);
        topics(actor, List.of(topics.trajectories(), topics.images()), READ);
        topics(actor, List.of(topics.scores(), topics.deadLetters()), WRITE);
        grants.add(Grant.literal(actor, TOPIC, topics.scores(), READ).onlyWhere(Circumstance.REFEREES));
        grants.add(Grant.prefixed(actor, GROUP, names.scorer(""), READ));
    }

    private void streams() {
        Actor actor = Actor.STREAMS;
        looks(actor);
        topics(actor, List.of(topics.trajectories(), topics.scores(), topics.trainingSteps()), READ);
        topics(
                actor,
                List.of(topics.experience(), topics.drops(), topics.scoresLate(), topics.deadLetters()),
                READ,
                WRITE);
        topics(actor, List.of(topics.metrics()), WRITE);
        for (String application : List.of(names.streamsFamily(), names.metricsFamily())) {
            grants.add(Grant.prefixed(actor, GROUP, application, READ));
            grants.add(Grant.prefixed(actor, TRANSACTIONAL_ID, application, WRITE));
        }
        grants.add(Grant.prefixed(actor, TOPIC, names.streamsFamily(), CREATE, READ, WRITE));
        // What was read of a repartition topic is deleted from it; the application that counts has one.
        grants.add(Grant.prefixed(actor, TOPIC, names.metricsFamily(), CREATE, READ, WRITE, DELETE));
    }

    private void learner() {
        Actor actor = Actor.LEARNER;
        looks(actor);
        topics(actor, List.of(topics.experience(), topics.trajectories(), topics.prompts(), topics.images()), READ);
        topics(actor, List.of(topics.weights(), topics.trainingSteps()), READ, WRITE);
        topics(actor, List.of(topics.drops(), topics.deadLetters()), WRITE);
        grants.add(Grant.literal(actor, TOPIC, topics.evaluations(), READ).onlyWhere(Circumstance.KEEPS_BEST));
        grants.add(Grant.literal(actor, GROUP, names.learner(), READ));
        grants.add(Grant.literal(actor, TRANSACTIONAL_ID, names.learner(), WRITE));
    }

    private void evaluator() {
        Actor actor = Actor.EVALUATOR;
        looks(actor);
        topics(actor, List.of(topics.weights()), READ);
        topics(actor, List.of(topics.evaluations()), READ, WRITE);
        grants.add(Grant.literal(actor, TOPIC, topics.images(), WRITE).onlyWhere(Circumstance.DRAWS));
        grants.add(Grant.prefixed(actor, TRANSACTIONAL_ID, names.evaluatorIds(), WRITE));
    }

    private void page() {
        looks(Actor.PAGE);
        topics(
                Actor.PAGE,
                List.of(
                        topics.metrics(),
                        topics.trainingSteps(),
                        topics.experience(),
                        topics.trajectories(),
                        topics.scores(),
                        topics.drops(),
                        topics.deadLetters(),
                        topics.images(),
                        topics.prompts(),
                        topics.evaluations()),
                READ);
        grants.add(Grant.prefixed(Actor.PAGE, GROUP, names.family(), DESCRIBE));
    }

    private void auditor() {
        grants.add(Grant.prefixed(Actor.AUDITOR, TOPIC, topics.prefix(), READ, DESCRIBE_CONFIGS));
        // Who may not see the groups of another run takes it for a dead one.
        grants.add(Grant.prefixed(Actor.AUDITOR, GROUP, topics.prefix(), DESCRIBE));
        grants.add(Grant.prefixed(Actor.AUDITOR, TRANSACTIONAL_ID, topics.prefix(), DESCRIBE));
    }

    /** It reads all, to see where records of others lie, and where their groups have read to. */
    private void cleaner() {
        Actor actor = Actor.CLEANER;
        grants.add(Grant.prefixed(actor, TOPIC, topics.prefix(), READ, DELETE));
        grants.add(Grant.literal(actor, TOPIC, topics.weights(), WRITE));
        grants.add(Grant.prefixed(actor, GROUP, topics.prefix(), DESCRIBE));
        grants.add(Grant.prefixed(actor, GROUP, names.family(), DELETE));
        grants.add(Grant.prefixed(actor, TRANSACTIONAL_ID, names.family(), WRITE));
    }

    private void replayer() {
        Actor actor = Actor.REPLAYER;
        grants.add(Grant.prefixed(actor, TOPIC, topics.prefix(), READ, DESCRIBE_CONFIGS));
        topics(
                actor,
                List.of(topics.images(), topics.trajectories(), topics.scores(), topics.experience(), topics.drops()),
                WRITE);
        grants.add(Grant.literal(actor, TOPIC, topics.prompts(), WRITE).onlyWhere(Circumstance.PUTS_PROMPTS_BACK));
        grants.add(Grant.literal(actor, TRANSACTIONAL_ID, names.replay(), WRITE));
    }

    private void topics(Actor actor, List<String> all, AclOperation... operations) {
        all.forEach(name -> grants.add(Grant.literal(actor, TOPIC, name, operations)));
    }
}

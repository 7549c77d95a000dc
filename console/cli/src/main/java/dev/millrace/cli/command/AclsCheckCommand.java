package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.access.BrokerAcls;
import dev.millrace.runtime.access.GrantedRights;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.AccessWords;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.access.MissingRight;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acls check}. */
@Command(
        name = "check",
        description = {
            "Compare the broker's list of rights with what each role needs, as an administrator; rights beyond that are"
                    + " named too.",
            "With --self: ask the broker what the user of these settings may do, as every role does at its start.",
            "Exit code 1 when a right is missing."
        })
final class AclsCheckCommand extends PrintingCommand {

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Option(
            names = "--self",
            order = 12,
            description = "Ask as the user itself, which takes no right on the cluster. With --role.")
    private boolean self;

    @Override
    void check(MillraceConfig settings) {
        if (self && access.roles().size() == Actor.values().length) {
            throw new UsageException("--self asks what one user may do; say as whom it comes: --role worker");
        }
    }

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        RunAccess run = new RunAccess(settings.kafka(), settings.run().id());
        return self ? checkSelf(run) : checkAll(run);
    }

    private int checkSelf(RunAccess run) {
        String user = run.kafka().connection().user();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("user", user);
        int count = 0;
        for (Actor actor : access.roles()) {
            for (MissingRight missing : run.missing(actor, List.of())) {
                say(actor.word() + ": " + user + " may not " + missing);
                json.withArray("missing")
                        .addObject()
                        .put("role", actor.word())
                        .put("operation", missing.operation().name())
                        .put("resource", AccessWords.of(missing.resource()));
                count++;
            }
        }
        say(count == 0 ? user + " may do what is needed" : count + " rights are missing");
        print(json);
        return count == 0 ? 0 : 1;
    }

    private int checkAll(RunAccess run) {
        AccessTable table = run.table();
        List<AclBinding> missing = new ArrayList<>();
        List<AclBinding> beyond = new ArrayList<>();
        try (BrokerAcls broker = new BrokerAcls(run.kafka())) {
            GrantedRights there = broker.read();
            for (Actor actor : access.roles()) {
                String principal = access.users().principal(actor);
                table.of(List.of(actor)).stream()
                        .filter(Grant::isAlwaysNeeded)
                        .flatMap(grant -> grant.bindings(principal).stream())
                        .filter(entry -> !there.hold(entry))
                        .forEach(missing::add);
                beyond.addAll(there.beyond(principal, access.users().bindings(table, actor)));
            }
        }
        missing.forEach(entry -> say("missing: " + words(entry) + "; kafka-acls.sh " + AccessWords.kafkaAcls(entry)));
        beyond.forEach(entry -> say("more than is needed: " + words(entry)));
        say(missing.isEmpty() ? "nobody lacks a right" : missing.size() + " rights are missing");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("missing", AclJson.of(missing));
        json.set("beyond", AclJson.of(beyond));
        print(json);
        return missing.isEmpty() ? 0 : 1;
    }

    private static String words(AclBinding entry) {
        return entry.entry().principal() + " " + entry.entry().operation() + " on " + AccessWords.of(entry.pattern());
    }
}

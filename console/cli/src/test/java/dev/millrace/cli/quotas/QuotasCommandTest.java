package dev.millrace.cli.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.testing.SharedStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of users as a broker keeps them: set, listed and taken away, by role and by the user that a role comes as. */
@ExtendWith(SharedStack.class)
@Timeout(60)
class QuotasCommandTest {

    private final KafkaConnection connection;

    QuotasCommandTest(KafkaConnection connection) {
        this.connection = connection;
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("quotas"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "-s",
                "kafka.bootstrap=" + connection.bootstrapServers(),
                "-s",
                "kafka.registry=" + connection.registryUrl()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private Map<ClientQuotaEntity, Map<String, Double>> kept() throws Exception {
        try (Admin admin = Admin.create(connection.client("quotas-test"))) {
            return admin.describeClientQuotas(ClientQuotaFilter.all())
                    .entities()
                    .get();
        }
    }

    private static ClientQuotaEntity user(String name) {
        return new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, name));
    }

    @Test
    void shouldLimitTheUsersOfRoles() throws Exception {
        // When
        CommandRun set = run(
                "set", "--role", "worker,scorer", "--user", "scorer=User:CN=judge", "--write", "2.5", "--read", "200");
        CommandRun list = run("list", "--role", "worker,learner");
        CommandRun changed = run("set", "--role", "worker", "--requests", "50");

        // Then
        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(list.out())
                .containsPattern("worker +worker +writes 2.5 MB/s +reads 200 MB/s +requests no limit")
                .containsPattern("learner +learner +writes no limit +reads no limit +requests no limit")
                .containsPattern("CN=judge +writes 2.5 MB/s");
        assertThat(changed.exitCode()).isZero();
        assertThat(kept())
                .containsEntry(user("worker"), Map.of("request_percentage", 50.0))
                .containsEntry(user("CN=judge"), Map.of("producer_byte_rate", 2_500_000.0, "consumer_byte_rate", 2e8));
        CommandRun delete = run("delete", "--user", "scorer=User:CN=judge");
        assertThat(delete.out()).contains("no limit any more: worker, CN=judge");
        assertThat(kept()).doesNotContainKeys(user("worker"), user("CN=judge"));
    }

    @Test
    void shouldTakeTheLimitsOfTheSettings() throws Exception {
        String[] settings = {"-s", "kafka.quotas.write.feeder=3", "-s", "kafka.quotas.requests.page=25"};

        CommandRun set = run(with(settings, "set"));

        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(set.out()).contains("limited feeder, page");
        assertThat(kept())
                .containsEntry(user("feeder"), Map.of("producer_byte_rate", 3e6))
                .containsEntry(user("page"), Map.of("request_percentage", 25.0));
        assertThat(run("delete", "--role", "feeder,page").out()).contains("no limit any more: feeder, page");
        assertThat(run(with(settings, "set", "--user", "feeder=one", "--user", "page=one"))
                        .err())
                .contains("user one comes as several roles");
        assertThat(run("set", "-s", "kafka.quotas.write.feder=3").err())
                .contains("kafka.quotas.write.feder names no role; there are provisioner, feeder, worker");
    }

    private static String[] with(String[] settings, String... before) {
        List<String> all = new ArrayList<>(List.of(before));
        all.addAll(List.of(settings));
        return all.toArray(String[]::new);
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(run("set", "--role", "worker"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("give --write, --read or --requests");
        assertThat(run("set", "--write", "0").err()).contains("must be above 0, not 0.0");
    }
}

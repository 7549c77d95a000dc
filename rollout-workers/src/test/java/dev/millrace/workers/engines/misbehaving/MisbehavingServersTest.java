package dev.millrace.workers.engines.misbehaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.testing.SharedStack;
import dev.millrace.testing.inference.Fault;
import dev.millrace.testing.inference.StandInServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever servers do, all prompts are accounted for, what is published is what the version says, and what was wrong has a name.
 * Each has servers, topics and a worker of its own, and waits for most of its time: they run side by side.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedStack.class)
class MisbehavingServersTest {

    private static final int PROMPTS = 6;

    private final KafkaConnection connection;

    @TempDir
    private Path folder;

    MisbehavingServersTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW", "ERROR", "BUSY", "DROP", "GARBAGE", "SHORT", "NAN", "NULL", "FEW"})
    void shouldAccountForAllPromptsUnderRepliesThatAreWrong(Misbehaviour misbehaviour) throws Exception {
        try (StandInServer server = StandInServer.start();
                ServedRun run = run(misbehaviour, server)) {
            server.faults().set(Map.of(misbehaviour.fault(), misbehaviour == Misbehaviour.SLOW ? 0.1 : 0.25));
            run.feed(PROMPTS);
            run.awaitAccounted();
            int nowAndThen = run.groups();

            server.faults().set(Map.of(misbehaviour.fault(), misbehaviour == Misbehaviour.SLOW ? 1.5 : 1.0));
            run.feed(PROMPTS);
            if (misbehaviour == Misbehaviour.SLOW || misbehaviour == Misbehaviour.BUSY) {
                run.await(misbehaviour.counted());
            } else {
                run.awaitItsEffect(server);
            }
            int meanwhile = run.groups() - nowAndThen;
            server.faults().set(Map.of());
            Optional<String> ended = run.goOn();
            run.awaitAccounted();

            hold(misbehaviour, run, nowAndThen, meanwhile, ended);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOOP", "DEAF"})
    void shouldSampleOnWithTheVersionBefore(Misbehaviour misbehaviour) throws Exception {
        try (StandInServer server = StandInServer.start();
                ServedRun run = run(misbehaviour, server)) {
            run.feed(PROMPTS);
            run.awaitAccounted();
            int nowAndThen = run.groups();

            server.faults().only(misbehaviour.fault());
            run.publish(2);
            run.await(misbehaviour.counted());
            run.feed(PROMPTS);
            run.awaitAccounted();
            int meanwhile = run.groups() - nowAndThen;
            assertThat(run.versions()).containsOnly(1);
            server.faults().set(Map.of());
            run.awaitApplied(2);

            hold(misbehaviour, run, nowAndThen, meanwhile, run.goOn());
        }
    }

    @Test
    void shouldSampleAtTheServerThatDoesNotLie() throws Exception {
        try (StandInServer honest = StandInServer.start();
                StandInServer liar = StandInServer.start();
                ServedRun run = run(Misbehaviour.LIAR, honest, liar)) {
            run.feed(PROMPTS);
            run.awaitAccounted();
            int nowAndThen = run.groups();

            liar.faults().only(Fault.DEAF);
            run.publish(2);
            run.await(Misbehaviour.LIAR.counted());
            run.awaitTold(Misbehaviour.LIAR.counted());
            run.feed(PROMPTS);
            run.awaitAccounted();
            int meanwhile = run.groups() - nowAndThen;
            assertThat(run.addresses(2)).containsExactly(honest.uri().toString());
            liar.faults().set(Map.of());
            run.awaitNone(Misbehaviour.LIAR.counted());

            hold(Misbehaviour.LIAR, run, nowAndThen, meanwhile, run.goOn());
        }
    }

    @Test
    void shouldLoadTheWeightsAgainThatAKilledServerLost() throws Exception {
        try (StandInServer server = StandInServer.start();
                ServedRun run = run(Misbehaviour.DEATH, server)) {
            run.feed(PROMPTS);
            run.awaitAccounted();
            int nowAndThen = run.groups();

            server.kill();
            run.feed(PROMPTS);
            run.await(Misbehaviour.DEATH.counted());
            int meanwhile = run.groups() - nowAndThen;
            server.restart();
            Optional<String> ended = run.goOn();
            run.awaitAccounted();
            assertThat(server.adapters()).hasSize(1);

            hold(Misbehaviour.DEATH, run, nowAndThen, meanwhile, ended);
        }
    }

    @Test
    void shouldDropThePromptThatEndsAServerAgainAndAgain() throws Exception {
        try (StandInServer server = StandInServer.start();
                ServedRun run = run(Misbehaviour.POISON, server)) {
            run.feed(PROMPTS);
            run.awaitAccounted();
            int nowAndThen = run.groups();

            String poison = ServedRun.text(PROMPTS + 2).replace("<image>", "");
            server.comesBackAfter(Duration.ofSeconds(1));
            server.diesOf(asked -> asked.toString().contains(poison));
            run.feed(PROMPTS);
            run.awaitAccounted();
            int meanwhile = run.groups() - nowAndThen;

            assertThat(server.deaths()).isEqualTo(3);
            hold(Misbehaviour.POISON, run, nowAndThen, meanwhile, run.goOn());
        }
    }

    private ServedRun run(Misbehaviour misbehaviour, StandInServer... servers) throws IOException {
        Duration limit = misbehaviour == Misbehaviour.SLOW ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
        return new ServedRun(
                connection, misbehaviour.name().toLowerCase(Locale.ROOT) + "-server.", in("run"), limit, servers);
    }

    private Path in(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private void hold(Misbehaviour misbehaviour, ServedRun run, int before, int meanwhile, Optional<String> ended)
            throws Exception {
        List<Drop> drops = run.dropped();
        assertThat(run.groups() + drops.size()).isEqualTo(run.fed());
        assertThat(run.counted()).contains(misbehaviour.counted());
        assertThat(drops).allSatisfy(drop -> assertThat(drop.getDetail())
                .contains("(" + misbehaviour.counted().replace("failed/", "") + ")"));
        try (Truth truth = new Truth(in("truth"))) {
            assertThat(truth.wrong(run.published())).isZero();
        }
        ended.ifPresent(why -> assertThat(why).contains("cannot be sampled with"));
        MisbehaviourPage.hold(List.of(
                misbehaviour.words(),
                before + " of " + PROMPTS,
                meanwhile + " of " + PROMPTS + (ended.isPresent() ? "; the worker ends, and names it" : ""),
                Integer.toString(drops.size()),
                "`" + misbehaviour.counted() + "`"));
    }
}

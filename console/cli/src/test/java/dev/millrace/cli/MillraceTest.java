package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Millrace.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void shouldHelpWhoSaysNothing() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: millrace").contains("Commands:", "demo");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldHelpEverywhere() {
        Deque<CommandLine> commands = new ArrayDeque<>(List.of(Millrace.commandLine()));
        while (!commands.isEmpty()) {
            CommandLine command = commands.pop();
            String usage = command.getUsageMessage();
            assertThat(usage).as(command.getCommandName()).contains("--help");
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as("description of %s", command.getCommandName())
                    .isNotEmpty();
            assertThat(command.getCommandSpec().options()).allSatisfy(option -> assertThat(option.description())
                    .as(option.longestName())
                    .isNotEmpty());
            commands.addAll(command.getSubcommands().values());
        }
        assertThat(run("topics", "create", "--help")).isZero();
    }

    @Test
    void shouldNameAnUnknownCommandAndTheNearestOne() {
        assertThat(run("topcis")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("millrace: ")
                .contains("'topcis'", "topics")
                .hasLineCount(1);
    }

    @Test
    void shouldNameAnUnknownOption() {
        assertThat(run("topics", "create", "--forse")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("millrace topics create: ")
                .contains("--forse")
                .hasLineCount(1);
    }

    @Test
    void shouldNameAnUnknownKey() {
        assertThat(run("topics", "create", "-s", "kafka.partition=3")).isEqualTo(2);
        assertThat(err)
                .hasToString("millrace topics create: -s kafka.partition: unknown key kafka.partition;"
                        + " did you mean kafka.partitions?\n");
    }

    @Test
    void shouldPrintTheResolvedConfigurationInADryRun() {
        assertThat(run("topics", "create", "-s", "kafka.partitions=3", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("kafka:\n", "  partitions: 3\n");
    }

    @Test
    void shouldNameABrokerThatIsNotThere() {
        assertThat(run("topics", "create", "-s", "kafka.bootstrap=nowhere.invalid:9092"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("nowhere.invalid:9092").hasLineCount(1);
    }

    @Test
    void shouldShowTheStackTraceOnRequestOnly() {
        run("schemas", "check", "-s", "kafka.registry=ftp://x", "--verbose");
        assertThat(err.toString()).contains("kafka.registry must be an http").contains("\tat ");
    }

    @Test
    void shouldSayAtOnceThatAWordIsNoGroup() {
        assertThat(run("show", "nope")).isEqualTo(2);
        assertThat(run("watch", "--group", "nope")).isEqualTo(2);
        assertThat(run("show", "other/0/7")).isEqualTo(2);
        assertThat(err)
                .hasToString("millrace show: there is no folder nope, and \"nope\" is no id of a group of run demo:"
                        + " these have the form demo/PARTITION/OFFSET, for instance demo/0/12\n"
                        + "millrace watch: \"nope\" is no id of a group of run demo:"
                        + " these have the form demo/PARTITION/OFFSET, for instance demo/0/12\n"
                        + "millrace show: there is no folder other/0/7, and \"other/0/7\" is no id of a group of run"
                        + " demo: these have the form demo/PARTITION/OFFSET, for instance demo/0/12;"
                        + " of another run they are found with -s run.id=other\n");
    }

    @Test
    void shouldWarnOfAMisspeltPropertyOfTheClients() {
        assertThat(run("topics", "create", "-s", "kafka.properties.security.protocoll=SSL", "--dry-run"))
                .isZero();
        assertThat(err)
                .hasToString("warning: kafka.properties.security.protocoll is no setting of any client;"
                        + " did you mean security.protocol? It is passed on as it is\n");
    }

    @Test
    void shouldNameAPortThatIsNone() {
        assertThat(run("local", "--port", "70000")).isEqualTo(2);
        assertThat(err)
                .hasToString("millrace local: the port of the broker must be from 0 (any free port) to 65535,"
                        + " not 70000\n");
    }

    @Test
    void shouldNameAScorerThatIsNotThere() {
        assertThat(run("score", "beauty")).isEqualTo(2);
        assertThat(err)
                .hasToString("millrace score: there is no scorer beauty; there are accuracy, accuracy_strict,"
                        + " format, http, instruction, knowledge, llm_judge, math, overlong, python, semantic\n");
    }

    @Test
    void shouldNameADataSetThatIsNotThere() {
        assertThat(run("evaluate", "base", "--data", "nowhere.jsonl")).isEqualTo(2);
        assertThat(err)
                .hasToString("millrace evaluate: there is no data set nowhere.jsonl, looked for at "
                        + Path.of("nowhere.jsonl").toAbsolutePath()
                        + "; give a JSONL or Parquet file, a folder of them, or a quoted pattern\n");
    }

    @Test
    void shouldNameFileAndLineOfAMalformedDataSet(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("broken.jsonl"), "{\"id\": \n");

        assertThat(run("prompts", "publish", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("millrace prompts publish: " + file + ":1: ")
                .hasLineCount(1);
    }

    @Test
    void shouldNameACheckpointThatIsNotThere() {
        assertThat(run("evaluate", "nowhere", "--scenes", "7")).isEqualTo(2);
        assertThat(err.toString()).startsWith("millrace evaluate: there is no checkpoint folder nowhere");
    }

    @Test
    void shouldSayWhichOptionsOfAnEvaluationGoTogether() {
        assertThat(run("evaluate")).isEqualTo(2);
        assertThat(run("evaluate", "base", "--follow")).isEqualTo(2);
        assertThat(run("evaluate", "base", "--name", "mine")).isEqualTo(2);
        assertThat(run("evaluate", "--follow", "--name", "a.b", "--scenes", "1"))
                .isEqualTo(2);
        assertThat(run("evaluate", "base", "--average", "0")).isEqualTo(2);
        assertThat(run("evaluate", "base", "--average", "2", "--scenes", "1")).isEqualTo(2);
        assertThat(err)
                .hasToString(
                        """
                        millrace evaluate: give the CHECKPOINT to evaluate, or --follow for the versions of a run
                        millrace evaluate: CHECKPOINT does not go with --follow, which judges the versions of run demo
                        millrace evaluate: --name goes with --follow
                        millrace evaluate: evaluator 'a.b' must be called by 1 to 64 characters of a-z A-Z 0-9 _ -
                        millrace evaluate: --average must be at least 1, not 0
                        millrace evaluate: base holds 0 checkpoints, fewer than the 2 of --average; give a folder of checkpoints, and let learner.checkpoint.keep keep as many
                        """);
    }

    @Test
    void shouldNameWhatIsMissingInACheckpoint(@TempDir Path folder) {
        assertThat(run("evaluate", folder.toString(), "--scenes", "7")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("millrace evaluate: ")
                .contains("config.json")
                .hasLineCount(1);
    }

    @Test
    void shouldRefuseADemoWithoutAnEndOrOfAnUnknownTask() {
        assertThat(run("demo", "--steps", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("learner.total_steps must be above 0");
        assertThat(run("demo", "--task", "dancing")).isEqualTo(2);
        assertThat(err.toString()).contains("--task", "dancing");
    }

    @Test
    void shouldTakeTheDemosOptionsForSettings() {
        assertThat(run("demo", "--steps", "7", "--seed", "3", "-s", "kafka.partitions=2", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("total_steps: 7", "seed: 3", "partitions: 2");
    }

    @Test
    void shouldNotWriteAPolicyOverSomethingElse(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "");

        assertThat(run("pretrain", "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is not empty");
    }

    @Test
    void shouldReadFilesWithTheSectionOfAnotherCommand(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), "pretrain: {steps: 31, warmup_steps: 5}\n");

        assertThat(run("demo", "--config", file.toString(), "--dry-run")).isZero();
        assertThat(out.toString()).contains("pretrain:", "steps: 31", "active_experts: 2");
        assertThat(run("pretrain", "-o", "x", "-c", file.toString(), "-s", "pretrain.experts=4", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("experts: 4");
        assertThat(run("worker", "-c", file.toString(), "-s", "pretrain.stps=3"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("unknown key pretrain.stps; did you mean pretrain.steps?");
        assertThat(run("demo", "-c", file.toString(), "-s", "pretrain.batch=0")).isEqualTo(2);
        assertThat(err.toString()).contains("-s pretrain.batch=0: pretrain.batch must be at least 1, not 0");
    }

    @Test
    void shouldNameWhatCanBeMade(@TempDir Path folder) {
        assertThat(run("pretrain", "--out", folder.toString(), "--only", "reader,judge"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no judge to make; there are autoencoder, base, reader, dual-encoder");
    }

    @ParameterizedTest
    @CsvSource({
        "audit --data runs/demo, --data is --run DIR",
        "local --data=runs/demo/data, --data is --run DIR",
        "export --local runs/demo/data -o x.jsonl, --local is --run DIR",
        "replay -i a.jsonl --output b.jsonl, --output is --out now",
        "demo --prompts train.jsonl, --prompts is --data FILE now"
    })
    void shouldSayWhatAnOptionIsCalledNow(String commandLine, String now) {
        assertThat(run(commandLine.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(now).hasLineCount(1);
    }

    @Test
    void shouldHelpWithACommandByItsName() {
        assertThat(run("help", "topics", "create")).isZero();
        assertThat(out.toString()).startsWith("Usage: millrace topics create");
        assertThat(run("help", "topcis")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean topics?").hasLineCount(1);
    }

    @Test
    void shouldPrintACompletionThatKnowsCommandsAndOptions() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_millrace", "dead-letters", "--dry-run");
        assertThat(run("completion", "fish")).isEqualTo(2);
    }

    @Test
    void shouldExplainASettingAsTextAndAsJson() {
        assertThat(run("config", "explain", "num_generations", "--json", "-")).isZero();
        assertThat(out.toString()).contains("\"key\" : \"worker.group_size\"", "\"default\" : \"8\"", "\"rollout.n\"");
        assertThat(err.toString()).startsWith("worker.group_size\n");
        assertThat(run("config", "explain", "worker.group_sise")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean worker.group_size?");
    }

    @Test
    void shouldSayTheValueThatASettingHasHere() {
        assertThat(run("config", "explain", "worker.group_size", "-s", "worker.group_size=16"))
                .isZero();
        assertThat(out.toString()).contains("default  8", "here     16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "schemas", "prompts", "config"})
    void shouldAskForTheSecondWord(String command) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(err.toString()).contains("say ").hasLineCount(1);
    }
}

package dev.millrace.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.CommandRun;
import dev.millrace.runtime.config.ConfigException;
import dev.millrace.runtime.config.ConfigLoader;
import dev.millrace.runtime.config.KnownKeys;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.SecretSettings;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {

    private static final String CANARY = "c4nary-s3cret-of-a-test";
    private static final String JAAS = "kafka.properties.sasl.jaas.config=a.B required username=\"u\" password=\"%s\";";

    @TempDir
    private Path folder;

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    private MillraceConfig load(String... overrides) {
        return loader.load(Optional.empty(), List.of(overrides));
    }

    @Test
    void shouldHideLiteralSecretsWhereverSettingsAreShown() {
        // When
        MillraceConfig config = load(
                JAAS.formatted(CANARY),
                "kafka.properties.ssl.key.password=" + CANARY,
                "kafka.properties.basic.auth.user.info=u:" + CANARY,
                "kafka.properties.my.token=" + CANARY,
                "page.token=" + CANARY);

        // Then
        assertThat(loader.toYaml(config)).doesNotContain(CANARY).contains("ssl.key.password: \"[hidden]\"");
        assertThat(config.toString()).doesNotContain(CANARY);
        assertThat(config.kafka().connection().toString()).doesNotContain(CANARY);
        assertThat(config.kafka().connection().properties()).containsEntry("my.token", CANARY);
    }

    @Test
    void shouldKeepReferencesUntilTheyAreUsed() throws IOException {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "with \"quotes\"\n");
        String reference = "${file:" + secret + "}";

        // When
        MillraceConfig config = load(JAAS.formatted(reference), "kafka.properties.ssl.key.password=" + reference);
        Path saved = folder.resolve("saved.yaml");
        loader.save(config, saved);

        // Then
        assertThat(Files.readString(saved)).contains(reference).doesNotContain("quotes");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        assertThat(loader.load(Optional.of(saved), List.of())).isEqualTo(config);
        assertThat(config.kafka().connection().properties())
                .containsEntry("ssl.key.password", "with \"quotes\"")
                .containsEntry("sasl.jaas.config", "a.B required username=\"u\" password=\"with \\\"quotes\\\"\";");
    }

    @Test
    void shouldNameSettingAndReferenceWhereThereIsNoSuchThing() {
        MillraceConfig config = load("kafka.properties.ssl.key.password=${file:/nowhere/pw}");

        assertThatThrownBy(() -> config.kafka().connection())
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.properties.ssl.key.password: ${file:/nowhere/pw}: there is no such file");
        assertThatThrownBy(() -> load("kafka.properties.a=${HOST}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("-s kafka.properties.a=${HOST}: kafka.properties.a: a reference has the form");
        assertThatThrownBy(() -> load("policy.checkpoint=${env:HOME}/x"))
                .hasMessageEndingWith(
                        "policy.checkpoint is no place for a reference; they are read in kafka, in page.token, and in the"
                                + " config of scorers and engines");
    }

    @Test
    void shouldHideSecretsOfAScorerAndKeepItsReferences() {
        // When
        MillraceConfig config = load(
                "scorers.judge.type=llm_judge",
                "scorers.judge.config.url=http://localhost:8000/v1",
                "scorers.judge.config.model=m",
                "scorers.judge.config.api_key=" + CANARY,
                "scorers.judge.config.headers.X-Team=" + CANARY,
                "scorers.judge.config.headers.X-Key=Key ${env:JUDGE}");

        // Then
        assertThat(loader.toYaml(config))
                .doesNotContain(CANARY)
                .contains("api_key: \"[hidden]\"", "X-Team: \"[hidden]\"", "Key ${env:JUDGE}");
        assertThat(config.toString()).doesNotContain(CANARY);
    }

    @Test
    void shouldNameAReferenceOfAScorerThatStandsForNothing() {
        MillraceConfig config = load(
                "scorers.mine.type=http",
                "scorers.mine.config.url=http://localhost:8000",
                "scorers.mine.config.headers.Authorization=Bearer ${file:/nowhere/key}");
        ScorerContext context = new ScorerContext("mine", new LoggedImages(EncodedImages.NONE), Clock.systemUTC());

        assertThatThrownBy(() -> ScorerTypes.found().make("mine", config.declared("mine"), context))
                .isInstanceOf(UsageException.class)
                .hasMessage("scorers.mine.config.headers.Authorization: ${file:/nowhere/key}: there is no such file");
    }

    @Test
    void shouldNotShowWhatAWrongReferenceStandsFor() throws IOException {
        // Given a reference to a password where the address should be
        Path secret = Files.writeString(folder.resolve("secret"), CANARY);
        MillraceConfig config = load("kafka.registry=${file:" + secret + "}");

        // Then
        assertThatThrownBy(() -> config.kafka().connection())
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.registry must be an http or https URL, for instance http://localhost:8081, not"
                        + " what \"${file:" + secret + "}\" stands for");
    }

    @Test
    void shouldNotBeUsableWithAHiddenSecret() throws IOException {
        // Given
        Path saved = folder.resolve("saved.yaml");
        loader.save(load("kafka.properties.ssl.key.password=" + CANARY), saved);

        // Then
        assertThatThrownBy(() -> loader.load(Optional.of(saved), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("saved.yaml:")
                .hasMessageEndingWith(
                        "kafka.properties.ssl.key.password was hidden when these settings were saved; put a"
                                + " reference there, ${env:NAME} or ${file:PATH}, or give one with -s kafka.properties.ssl.key.password=…");
        assertThat(loader.load(Optional.of(saved), List.of("kafka.properties.ssl.key.password=${env:PW}"))
                        .kafka()
                        .properties())
                .containsEntry("ssl.key.password", "${env:PW}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.registry=http://u:" + CANARY + "@host:1",
                "kafka.properties.proxy.url=http://u:" + CANARY + "@host:1",
                "kafka.propertis.ssl.key.password=" + CANARY,
                "kafka.propertis.basic.auth.user.info=u:" + CANARY,
                "sasl.jaas.config=a.B required password=" + CANARY + ";",
                "request.header.X-Api-Key=" + CANARY,
                "page.tokn=" + CANARY,
                "kafka.properties.ssl.key.password:" + CANARY,
                "kafka.bootstrap=u:" + CANARY + "@host:1",
                "kafka.registry=u:" + CANARY + "@host:1",
                "kafka.registry=http://host:1?token=" + CANARY,
                "kafka.properties.ssl.key.password.=" + CANARY + "${x}"
            })
    void shouldNotShowASecretInAnError(String override) {
        assertThatThrownBy(() -> load(override))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void shouldSayWhatTakesThePlaceOfAUserInAUrl() {
        assertThatThrownBy(() -> load("kafka.registry=http://u:pw@host:1"))
                .hasMessage(
                        "-s kafka.registry=http://[hidden]@host:1: kafka.registry must not hold a user or password, which"
                                + " would stand in logs and errors; set kafka.properties.basic.auth.user.info=USER:${env:PASSWORD}"
                                + " instead");
    }

    @Test
    void shouldNotRepeatTheWordsOfASecretThatTheShellHasCut() {
        // When the quotes around a setting are forgotten
        CommandRun cut = CommandRun.of(
                "learn",
                "--dry-run",
                "-s",
                "kafka.properties.sasl.jaas.config=a.B",
                "required",
                "username=\"u\"",
                "password=\"c4nary-without-quotes\";");

        // Then
        assertThat(cut.exitCode()).isEqualTo(2);
        assertThat(cut.err()).contains("Unmatched arguments", "username=\"u\"").doesNotContain("c4nary");
    }

    @Test
    void shouldWarnOfASecretInTheProcessListAndPrintNone() {
        // When
        CommandRun dry = CommandRun.of("learn", "--dry-run", "-s", "kafka.properties.ssl.key.password=" + CANARY);
        CommandRun referred =
                CommandRun.of("learn", "--dry-run", "-s", "kafka.properties.ssl.key.password=${env:NONE}");

        // Then
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("[hidden]").doesNotContain(CANARY);
        assertThat(dry.err())
                .isEqualTo(
                        "warning: -s kafka.properties.ssl.key.password shows the secret to all who list processes; refer"
                                + " to it instead, by ${env:NAME} or ${file:PATH}\n");
        assertThat(referred.out()).contains("${env:NONE}");
        assertThat(referred.err()).isEmpty();
    }

    @Test
    void shouldHoldNoOtherSecretsThanThoseOfItsOwnEndpoints() {
        // A new setting that is a secret by its name is hidden too; one that only sounds so shows up here.
        TreeSet<String> secrets = new TreeSet<>();
        new KnownKeys(MillraceConfig.class)
                .all()
                .filter(SecretSettings::isSecret)
                .forEach(path -> secrets.add(path.toString()));

        assertThat(secrets).containsExactly("metrics.tls.password", "metrics.token", "page.tls.password", "page.token");
    }
}

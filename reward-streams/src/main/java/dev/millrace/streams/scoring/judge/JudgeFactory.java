package dev.millrace.streams.scoring.judge;

import dev.millrace.schemas.http.JsonEndpoint;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The type {@code llm_judge}: a chat model that judges. */
public final class JudgeFactory implements ScorerFactory<JudgeConfig> {

    @Override
    public String type() {
        return "llm_judge";
    }

    @Override
    public String says() {
        return "what a chat model thinks of the response, from 0 to 1";
    }

    @Override
    public Class<JudgeConfig> configType() {
        return JudgeConfig.class;
    }

    @Override
    public JudgeConfig defaults() {
        return JudgeConfig.defaults();
    }

    @Override
    public void check(JudgeConfig config) {
        config.endpoint().requireUrl();
        if (config.model().isEmpty()) {
            throw new IllegalArgumentException("model must name the model that judges, as the server calls it");
        }
    }

    /** As long as a group is waited for by default. */
    @Override
    public Optional<Duration> timeout() {
        return Optional.of(Duration.ofSeconds(60));
    }

    @Override
    public OptionalInt parallelism() {
        return OptionalInt.of(8);
    }

    @Override
    public OptionalInt retries() {
        return OptionalInt.of(20);
    }

    @Override
    public Scorer create(JudgeConfig config, ScorerContext context) {
        return new JudgeScorer(
                config,
                template(context.name(), config),
                new JsonEndpoint(config.endpoint(), context.clock()),
                context.images());
    }

    private static JudgeTemplate template(String name, JudgeConfig config) {
        Path file = config.promptFile();
        String path = "scorers." + name + ".config.";
        if (!file.toString().isEmpty()) {
            return JudgeTemplate.parse(path + "prompt_file: " + file.toAbsolutePath(), read(path, file));
        }
        return JudgeTemplate.parse(path + "prompt", config.prompt().isEmpty() ? ours(config.reply()) : config.prompt());
    }

    private static String read(String path, Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(path + "prompt_file: there is no file " + file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(path + "prompt_file: " + file.toAbsolutePath() + " cannot be read: " + e, e);
        }
    }

    private static String ours(ReplyForm form) {
        String name = form == ReplyForm.JSON ? "json.txt" : "number.txt";
        try (InputStream in = Objects.requireNonNull(JudgeFactory.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the template " + name + " cannot be read", e);
        }
    }
}

package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.image.ImageSize;
import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.models.qwen.text.ChatMessage;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all models have in common: sizes of images under real limits, rendered conversations, and real tokenizers, which are
 * told by their digests.
 */
final class SharedChecks {

    private static final String SIZES = "smart_resize.json";
    private static final String TEXTS = "text_vectors.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Optional<Path> tokenizers;

    /** @param tokenizers a folder below which files {@code tokenizer.json} lie */
    SharedChecks(Path folder, Optional<Path> tokenizers) {
        this.folder = folder;
        this.tokenizers = tokenizers;
    }

    /** None where the folder has no such vectors. */
    List<CheckResult> run() {
        List<CheckResult> results = new ArrayList<>();
        if (Files.isRegularFile(folder.resolve(SIZES))) {
            read(SIZES).forEach(table -> results.add(sizes(table)));
        }
        if (Files.isRegularFile(folder.resolve(TEXTS))) {
            JsonNode texts = read(TEXTS);
            texts.path("chats").path("rendered").properties().forEach(family -> rendered(texts, family, results));
            texts.path("tokenizers")
                    .properties()
                    .forEach(tokenizer -> tokenizer(texts, tokenizer.getKey(), tokenizer.getValue(), results));
        }
        return results;
    }

    private JsonNode read(String file) {
        try {
            return JSON.readTree(folder.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(file) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static CheckResult sizes(JsonNode table) {
        List<String> got = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (JsonNode row : table.path("h_w_to_h_w")) {
            ImageSize size = new ImageSize(row.path(0).asInt(), row.path(1).asInt())
                    .resized(
                            table.path("factor").asInt(),
                            table.path("min_pixels").asInt(),
                            table.path("max_pixels").asInt());
            got.add(row.path(0) + "x" + row.path(1) + "->" + size.height() + "x" + size.width());
            wanted.add(row.path(0) + "x" + row.path(1) + "->" + row.path(2) + "x" + row.path(3));
        }
        return CheckResult.equal(
                "sizes of " + wanted.size() + " images, " + table.path("what").asText(), got, wanted);
    }

    private static void rendered(JsonNode texts, Map.Entry<String, JsonNode> family, List<CheckResult> results) {
        QwenGeneration generation = QwenGeneration.of(family.getKey()).orElseThrow();
        for (Map.Entry<String, JsonNode> chat : family.getValue().properties()) {
            results.add(CheckResult.equal(
                    "chat " + chat.getKey() + " of " + family.getKey(),
                    form(generation, chat.getKey()).text(messages(texts, chat.getKey()), answering(chat.getKey())),
                    chat.getValue().path("text").asText()));
        }
    }

    private static ChatForm form(QwenGeneration generation, String chat) {
        return ChatForm.of(generation, chat.endsWith("_add_vision_id"));
    }

    private static boolean answering(String chat) {
        return !chat.equals("no_generation_prompt");
    }

    private static List<ChatMessage> messages(JsonNode texts, String chat) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : texts.path("chats").path("messages").path(chat.replace("_add_vision_id", ""))) {
            String role = message.path("role").asText();
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                messages.add(ChatMessage.of(role, content.asText()));
                continue;
            }
            List<ChatMessage.Part> parts = new ArrayList<>();
            for (JsonNode part : content) {
                parts.add(
                        part.path("type").asText().equals("image")
                                ? new ChatMessage.Image(1)
                                : new ChatMessage.Text(part.path("text").asText()));
            }
            messages.add(new ChatMessage(role, parts));
        }
        return messages;
    }

    private void tokenizer(JsonNode texts, String name, JsonNode wanted, List<CheckResult> results) {
        Optional<Path> file = tokenizers.flatMap(below ->
                Optional.ofNullable(found(below).get(wanted.path("sha256").asText())));
        if (file.isEmpty()) {
            results.add(CheckResult.skipped(
                    "tokenizer " + name,
                    tokenizers.isEmpty()
                            ? "no folder of tokenizers was given"
                            : "no tokenizer.json of SHA-256 "
                                    + wanted.path("sha256").asText() + " lies below " + tokenizers.get()));
            return;
        }
        ModelSource source = ModelSource.folder(file.get().resolveSibling(""));
        try (QwenTokenizer tokenizer = QwenTokenizer.open(source, Set.of())) {
            List<String> got = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            List<String> kept = new ArrayList<>();
            List<String> skipped = new ArrayList<>();
            for (JsonNode text : texts.path("texts")) {
                Tokens tokens = tokenizer.encode(text.asText());
                got.add(tokens.toString());
                ids.add(Arrays.toString(VectorSet.ints(wanted.path("ids").path(ids.size()))));
                kept.add(tokenizer.decode(tokens, true));
                skipped.add(tokenizer.decode(tokens, false));
            }
            results.add(CheckResult.equal("tokenizer " + name + ": ids of " + ids.size() + " texts", got, ids));
            results.add(CheckResult.equal(
                    "tokenizer " + name + ": decoded with special tokens",
                    kept,
                    VectorSet.texts(wanted.path("decoded_keeping_specials")).toList()));
            results.add(CheckResult.equal(
                    "tokenizer " + name + ": decoded without special tokens",
                    skipped,
                    VectorSet.texts(wanted.path("decoded_skipping_specials")).toList()));
            results.add(CheckResult.equal(
                    "tokenizer " + name + ": number of ids",
                    tokenizer.table().size(),
                    wanted.path("vocab_with_added").asInt()));
            chats(texts, name, tokenizer, results);
        }
    }

    private static void chats(JsonNode texts, String name, QwenTokenizer tokenizer, List<CheckResult> results) {
        String family = name + "_vl";
        QwenGeneration generation = QwenGeneration.of(family.equals("qwen3_vl") ? family : "qwen2_5_vl")
                .orElseThrow();
        for (Map.Entry<String, JsonNode> chat : texts.path("chats")
                .path("rendered")
                .path(generation.modelType())
                .properties()) {
            if (!chat.getValue().has("ids")) {
                continue;
            }
            results.add(CheckResult.equal(
                    "chat " + chat.getKey() + ": ids of tokenizer " + name,
                    form(generation, chat.getKey())
                            .tokens(tokenizer, messages(texts, chat.getKey()), answering(chat.getKey()))
                            .toString(),
                    Arrays.toString(VectorSet.ints(chat.getValue().path("ids")))));
        }
    }

    /** Files {@code tokenizer.json} by their digests. */
    private static Map<String, Path> found(Path below) {
        Map<String, Path> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(below)) {
            for (Path file : all.filter(path -> path.endsWith("tokenizer.json")).toList()) {
                files.put(Sha256.of(Files.readAllBytes(file)), file);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(below + " cannot be read: " + e.getMessage(), e);
        }
    }
}

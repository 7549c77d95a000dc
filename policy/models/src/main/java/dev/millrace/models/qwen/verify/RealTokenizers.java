package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The tokenizers of the real models, which are too large for vectors: whoever has them names their folder. */
final class RealTokenizers {

    private static final String FILE = "tokenizer.json";

    private final VectorNode texts;
    private final Conversations conversations;
    private final Optional<Path> folder;

    /** @param folder below which files {@value #FILE} lie */
    RealTokenizers(VectorNode texts, Conversations conversations, Optional<Path> folder) {
        this.texts = texts;
        this.conversations = conversations;
        this.folder = folder;
    }

    void run(Results results) {
        Map<String, Path> files = folder.map(RealTokenizers::found).orElse(Map.of());
        for (String name : texts.at("tokenizers").keys()) {
            String sha256 = texts.at("tokenizers").at(name).at("sha256").text();
            Path file = files.get(sha256);
            if (file == null) {
                skip(name, sha256, results);
            } else {
                results.attempt("tokenizer " + name, () -> tokenizer(name, file, results));
            }
        }
    }

    /** The architecture that has the tokenizer of this name. */
    private static String family(String name) {
        return name + "_vl";
    }

    private void skip(String name, String sha256, Results results) {
        texts.setAside("texts");
        texts.setAside("tokenizers/" + name + "/*");
        texts.setAside("chats/rendered/" + family(name) + "/*/ids");
        results.skipped(
                "tokenizer " + name,
                folder.map(below -> "no " + FILE + " of SHA-256 " + sha256 + " lies below " + below)
                        .orElse("no folder of tokenizers was given"));
    }

    private void tokenizer(String name, Path file, Results results) {
        VectorNode wanted = texts.at("tokenizers").at(name);
        String what = "tokenizer " + name + ": ";
        ModelSource source = ModelSource.folder(file.resolveSibling(""));
        try (QwenTokenizer tokenizer = QwenTokenizer.open(source, Set.of())) {
            List<int[]> ids = new ArrayList<>();
            List<String> kept = new ArrayList<>();
            List<String> skipped = new ArrayList<>();
            for (String text : texts.at("texts").texts()) {
                Tokens tokens = tokenizer.encode(text);
                ids.add(tokens.toArray());
                kept.add(tokenizer.decode(tokens, true));
                skipped.add(tokenizer.decode(tokens, false));
            }
            results.equal(what + "ids of " + ids.size() + " texts", ids, wanted.at("ids"));
            results.equal(what + "decoded with special tokens", kept, wanted.at("decoded_keeping_specials"));
            results.equal(what + "decoded without special tokens", skipped, wanted.at("decoded_skipping_specials"));
            results.equal(what + "bytes", Math.toIntExact(source.length(FILE)), wanted.at("bytes"));
            table(what, tokenizer, wanted, results);
            conversations.ids(family(name), tokenizer, results);
        }
    }

    private static void table(String what, QwenTokenizer tokenizer, VectorNode wanted, Results results) {
        results.equal(what + "number of ids", tokenizer.table().size(), wanted.at("vocab_with_added"));
        if (wanted.at("base_vocab").exists()) {
            int added = wanted.at("added").size();
            results.equal(what + "ids without added ones", tokenizer.table().size() - added, wanted.at("base_vocab"));
        }
        Map<String, List<Object>> added = new HashMap<>();
        for (String content : wanted.at("added").keys()) {
            tokenizer
                    .table()
                    .added(content)
                    .ifPresent(id ->
                            added.put(content, List.of(id, tokenizer.table().isSpecial(id))));
        }
        results.equal(what + "added ids, and which are special", added, wanted.at("added"));
    }

    /** Files by their digests. */
    private static Map<String, Path> found(Path below) {
        Map<String, Path> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(below)) {
            for (Path file : all.filter(path -> path.endsWith(FILE)).toList()) {
                files.put(Sha256.of(Files.readAllBytes(file)), file);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(below + " cannot be read: " + e.getMessage(), e);
        }
    }
}

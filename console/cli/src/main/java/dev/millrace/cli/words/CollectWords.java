package dev.millrace.cli.words;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.millrace.runtime.config.SettingTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A step of the build: {@code CollectWords ROOT FILE} reads the sources below a checkout and writes their words to a file. */
public final class CollectWords {

    private CollectWords() {}

    /** @param args the folder of the checkout, and the file to be written */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("give the folder of the checkout and the file to be written");
        }
        Path file = Path.of(args[1]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        String json = new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(words(Path.of(args[0])));
        Files.writeString(file, json + "\n");
    }

    /**
     * The words of all settings.
     *
     * @throws IllegalStateException naming the records whose source is not there
     */
    static SortedMap<String, Map<String, String>> words(Path checkout) throws IOException {
        List<Path> folders = SourceFolders.of(checkout);
        Set<String> wanted = new TreeSet<>();
        Set<Path> files = new TreeSet<>();
        List<String> missing = new ArrayList<>();
        for (Class<?> type : SettingTypes.all()) {
            String outermost = type.getName().replaceFirst("\\$.*", "");
            Path source = Path.of(outermost.replace('.', '/') + ".java");
            wanted.add(type.getName());
            folders.stream()
                    .map(folder -> folder.resolve(source))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .ifPresentOrElse(files::add, () -> missing.add(type.getName()));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("no source below " + checkout + " of " + String.join(", ", missing));
        }
        SortedMap<String, Map<String, String>> words = new TreeMap<>(SourceWords.of(files));
        words.keySet().retainAll(wanted);
        return words;
    }
}
